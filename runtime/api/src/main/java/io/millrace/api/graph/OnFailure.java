package io.millrace.api.graph;

import io.millrace.api.config.Durations;
import io.millrace.api.config.Words;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happens when a processor throws. The frame is always dropped and counted; a budget bounds how often the stream
 * goes on before the run stops.
 *
 * @param action what is done besides dropping the frame
 * @param budget failures tolerated within the period, 1 or more; meaningless for {@link Action#STOP}
 * @param within the period
 */
public record OnFailure(Action action, int budget, Duration within) {

    /** What is done besides dropping the frame. */
    public enum Action {
        /** Nothing: the processor goes on with the state it has. */
        DROP_FRAME,
        /** The processor's state is reset. */
        RESET,
        /** The processor is closed and a new one opened. */
        RESTART,
        /** The run stops with an error. */
        STOP
    }

    /** Used where a file says nothing: a processor that fails stops the run, so that no failure passes unseen. */
    public static final OnFailure DEFAULT = new OnFailure(Action.STOP, 1, Duration.ofMinutes(1));

    private static final Pattern FORM = Pattern.compile("([a-z-]+)(?:\\((\\d{1,9}) per ([^)]+)\\))?");

    /**
     * Checks the budget.
     *
     * @param action what is done
     * @param budget failures tolerated within the period
     * @param within the period
     * @throws IllegalArgumentException if budget or period are not positive
     */
    public OnFailure {
        if (budget < 1 || within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("failure budget out of range: budget=" + budget + ", within="
                    + Durations.print(within) + " (expected at least 1 per a positive period)");
        }
    }

    /**
     * Reads the form of pipeline files: {@code reset} or {@code reset(10 per 1m)}. Without a budget it is 100 per 1m.
     *
     * @param text the form
     * @return the policy
     * @throws IllegalArgumentException if the text has another form
     */
    public static OnFailure parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            for (Action action : Action.values()) {
                if (Words.of(action).equals(matcher.group(1))) {
                    if (action == Action.STOP && matcher.group(2) == null) {
                        return DEFAULT;
                    }
                    return matcher.group(2) == null
                            ? new OnFailure(action, 100, Duration.ofMinutes(1))
                            : new OnFailure(
                                    action, Integer.parseInt(matcher.group(2)), Durations.parse(matcher.group(3)));
                }
            }
        }
        throw new IllegalArgumentException("failure policy not understood: on-failure=" + text + " (expected one of "
                + String.join(
                        ", ", Arrays.stream(Action.values()).map(Words::of).toList())
                + ", with a budget such as reset(10 per 1m))");
    }

    @Override
    public String toString() {
        return action == Action.STOP
                ? Words.of(action)
                : Words.of(action) + "(" + budget + " per " + Durations.print(within) + ")";
    }
}
