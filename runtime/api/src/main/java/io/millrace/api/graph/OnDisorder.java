package io.millrace.api.graph;

import io.millrace.api.config.Durations;
import io.millrace.api.config.Words;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happens to a frame whose event time is not later than that of the frame before it.
 *
 * @param action what is done
 * @param window how long frames are held to be put in order; zero unless reordering
 */
public record OnDisorder(Action action, Duration window) {

    /** What is done with a late frame. */
    public enum Action {
        /** It is dropped and counted. */
        DROP,
        /** It is passed on with the time of the frame before it, plus 1 ns. */
        CLAMP,
        /** Frames are held for a window of event time and passed on in order; what is later still is dropped. */
        REORDER,
        /** It is passed on as it is, and later frames are compared with it: the sensor has started anew. */
        NEW_EPOCH
    }

    /** Used where a file says nothing: late frames are dropped and counted. */
    public static final OnDisorder DEFAULT = new OnDisorder(Action.DROP, Duration.ZERO);

    private static final Pattern FORM = Pattern.compile("([a-z-]+)(?:\\(([^)]+)\\))?");

    /**
     * Checks that a window is given just where it is needed.
     *
     * @param action what is done
     * @param window how long frames are held
     * @throws IllegalArgumentException if a reordering window is missing, or another action has one
     */
    public OnDisorder {
        if ((action == Action.REORDER) == window.isZero() || window.isNegative()) {
            throw new IllegalArgumentException("disorder window does not fit: action=" + Words.of(action) + ", window="
                    + Durations.print(window) + " (expected a positive window for reorder, none otherwise)");
        }
    }

    /**
     * Reads the form of pipeline files: {@code drop}, {@code clamp}, {@code new-epoch} or {@code reorder(20ms)}.
     *
     * @param text the form
     * @return the policy
     * @throws IllegalArgumentException if the text has another form
     */
    public static OnDisorder parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            Duration window = matcher.group(2) == null ? Duration.ZERO : Durations.parse(matcher.group(2));
            for (Action action : Action.values()) {
                if (Words.of(action).equals(matcher.group(1))) {
                    return new OnDisorder(action, window);
                }
            }
        }
        throw new IllegalArgumentException("disorder policy not understood: on-disorder=" + text
                + " (expected drop, clamp, new-epoch or a window such as reorder(20ms))");
    }

    @Override
    public String toString() {
        return window.isZero() ? Words.of(action) : Words.of(action) + "(" + Durations.print(window) + ")";
    }
}
