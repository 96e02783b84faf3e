package io.millrace.engine.align;

import io.millrace.api.config.Durations;
import io.millrace.api.config.Words;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happens when one of the streams does not come.
 *
 * @param action what is done
 * @param patience how long the others wait for it first, waiting time
 */
public record OnStall(Action action, Duration patience) {

    /** What is done when the patience is at its end. */
    public enum Action {
        /** What waits goes with what matches by then, or is dropped and counted as {@code stalled}. */
        WAIT,
        /** Nothing waits: what is there when a frame comes decides. */
        SKIP,
        /** The last frame of the stalled stream stands in, however old; the set's uncertainty tells. */
        HOLD
    }

    private static final Pattern FORM = Pattern.compile("([a-z]+)(?:\\(([^)]+)\\))?");

    /**
     * Checks that a patience is given just where it means something.
     *
     * @param action what is done
     * @param patience how long the others wait
     * @throws IllegalArgumentException if it is missing for wait, or there for skip
     */
    public OnStall {
        boolean zero = patience.isZero();
        if (patience.isNegative() || (action == Action.WAIT && zero) || (action == Action.SKIP && !zero)) {
            throw new IllegalArgumentException("patience does not fit: action=" + Words.of(action) + ", patience="
                    + Durations.print(patience) + " (expected more than 0 for wait, none for skip)");
        }
    }

    /**
     * Reads the form of pipeline files: {@code wait(200ms)}, {@code skip}, {@code hold} or {@code hold(200ms)}.
     *
     * @param text the form
     * @return the policy
     * @throws IllegalArgumentException if the text has another form
     */
    public static OnStall parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            Duration patience = matcher.group(2) == null ? Duration.ZERO : Durations.parse(matcher.group(2));
            for (Action action : Action.values()) {
                if (Words.of(action).equals(matcher.group(1))) {
                    return new OnStall(action, patience);
                }
            }
        }
        throw new IllegalArgumentException(
                "stall policy not understood: on-stall=" + text + " (expected wait(200ms), skip, hold or hold(200ms))");
    }

    @Override
    public String toString() {
        return patience.isZero() ? Words.of(action) : Words.of(action) + "(" + Durations.print(patience) + ")";
    }
}
