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
 * @param budget failures tolerated within the period: 1 or more, 0 or more for {@link Action#DETACH}; meaningless for
 *     {@link Action#STOP}
 * @param within the period
 * @param after how long a restart is put off after a failure, doubling while it fails on, up to a hundred times that;
 *     zero to restart at once
 */
public record OnFailure(Action action, int budget, Duration within, Duration after) {

    /** What is done besides dropping the frame. */
    public enum Action {
        /** Nothing: the processor goes on with the state it has. */
        DROP_FRAME,
        /** The processor's state is reset. */
        RESET,
        /** The processor is closed and a new one opened, at once or after a while. */
        RESTART,
        /**
         * Beyond the budget the sink is closed and stays so: what comes for it is dropped and counted, its state is in
         * the report, and the pipeline goes on.
         */
        DETACH,
        /** The run stops with an error. */
        STOP
    }

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Used where a file says nothing: a processor that fails stops the run, so that no failure passes unseen. */
    public static final OnFailure DEFAULT = new OnFailure(Action.STOP, 1, MINUTE);

    private static final Pattern FORM =
            Pattern.compile("([a-z-]+)(?:\\((\\d{1,9}) per ([^),]+)(?:, after ([^)]+))?\\))?");

    /**
     * Checks the budget.
     *
     * @param action what is done
     * @param budget failures tolerated within the period
     * @param within the period
     * @param after how long a restart is put off
     * @throws IllegalArgumentException if budget or period are not positive, or what is not restarted is put off
     */
    public OnFailure {
        if (after.isNegative() || (action != Action.RESTART && !after.isZero())) {
            throw new IllegalArgumentException("back-off does not fit: action=" + Words.of(action) + ", after="
                    + Durations.print(after) + " (expected none, or restart)");
        }
        if (budget < (action == Action.DETACH ? 0 : 1) || within.isNegative() || within.isZero()) {
            throw new IllegalArgumentException("failure budget out of range: budget=" + budget + ", within="
                    + Durations.print(within) + " (expected at least 1 per a positive period)");
        }
    }

    /**
     * A policy that acts at once.
     *
     * @param action what is done
     * @param budget failures tolerated within the period
     * @param within the period
     */
    public OnFailure(Action action, int budget, Duration within) {
        this(action, budget, within, Duration.ZERO);
    }

    /**
     * Reads the form of pipeline files: {@code reset}, {@code reset(10 per 1m)}, {@code restart(10 per 1m, after 100ms)}.
     * Without a budget it is 100 per 1m, for {@code detach} none.
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
                    return of(action, matcher);
                }
            }
        }
        throw new IllegalArgumentException("failure policy not understood: on-failure=" + text + " (expected one of "
                + String.join(
                        ", ", Arrays.stream(Action.values()).map(Words::of).toList())
                + ", with a budget such as reset(10 per 1m), or restart(10 per 1m, after 100ms))");
    }

    private static OnFailure of(Action action, Matcher matcher) {
        if (matcher.group(2) == null) {
            return action == Action.STOP ? DEFAULT : new OnFailure(action, action == Action.DETACH ? 0 : 100, MINUTE);
        }
        Duration after = matcher.group(4) == null ? Duration.ZERO : Durations.parse(matcher.group(4));
        return new OnFailure(action, Integer.parseInt(matcher.group(2)), Durations.parse(matcher.group(3)), after);
    }

    @Override
    public String toString() {
        String put = after.isZero() ? "" : ", after " + Durations.print(after);
        return action == Action.STOP || budget == 0
                ? Words.of(action)
                : Words.of(action) + "(" + budget + " per " + Durations.print(within) + put + ")";
    }
}
