package io.millrace.engine.align;

import io.millrace.api.config.Setting;
import io.millrace.api.config.Words;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of {@link Align}.
 *
 * @param align how frames are matched
 * @param base input whose frames the sets are made for, or null
 * @param tolerance largest difference of times, or null
 * @param onStall what happens when a stream does not come
 * @param lookAhead how much later than the base a held frame may be
 * @param window length of the windows, or null
 * @param blockFrames frames of each input in a block, in the order of the inputs
 * @param onUncertain what happens to sets that may be outside the tolerance
 * @param holdFrames frames held of each input at most
 */
public record AlignSettings(
        @Setting(help = "How frames are matched.") Policy align,

        @Setting(help = "Input whose frames the sets are made for; needed by interpolate.", orElse = Setting.ABSENT)
        @Nullable String base,

        @Setting(
                help = "Largest difference of times within a set; for interpolate the longest gap that is bridged.",
                orElse = Setting.ABSENT)
        @Nullable Duration tolerance,

        @Setting(help = "What happens when a stream does not come: wait(200ms), skip, hold or hold(200ms).")
        String onStall,

        @Setting(help = "How much later than the base a frame may be to be held, with hold-last.", orElse = "0ms")
        Duration lookAhead,

        @Setting(help = "Length of the windows, with window-join.", orElse = Setting.ABSENT) @Nullable Duration window,

        @Setting(help = "Frames of each input in a block, in the order of the inputs, with blocks.", orElse = "")
        List<Integer> blockFrames,

        @Setting(
                help = "What happens to sets whose uncertainty exceeds the tolerance: dropped, or passed and counted.",
                orElse = "drop")
        OnUncertain onUncertain,

        @Setting(help = "Frames of each input that are held at most.", orElse = "64", min = 2, max = 65_536)
        int holdFrames) {

    /** What happens to a set whose parts may be further apart than the tolerance, given how well their times are known. */
    public enum OnUncertain {
        /** Its frames are dropped and counted as {@code uncertain}. */
        DROP,
        /** It is passed on and counted by a gauge. */
        PASS
    }

    /**
     * Checks that what the policy needs is there.
     *
     * @param align how frames are matched
     * @param base input whose frames the sets are made for, or null
     * @param tolerance largest difference of times, or null
     * @param onStall what happens when a stream does not come
     * @param lookAhead how much later a held frame may be
     * @param window length of the windows, or null
     * @param blockFrames frames of each input in a block
     * @param onUncertain what happens to uncertain sets
     * @param holdFrames frames held of each input at most
     * @throws IllegalArgumentException if something is missing, or there for nothing
     */
    public AlignSettings {
        blockFrames = List.copyOf(blockFrames);
        OnStall.parse(onStall);
        boolean tolerates = align != Policy.EXACT
                && align != Policy.BY_ORDER
                && align != Policy.WINDOW_JOIN
                && align != Policy.BLOCKS;
        require(tolerates || tolerance == null, align, "tolerance", "none: it does not compare times");
        boolean needsTolerance = align == Policy.NEAREST || align == Policy.EARLIEST || align == Policy.INTERPOLATE;
        require(!needsTolerance || tolerance != null, align, "tolerance", "a duration such as 5ms");
        boolean based = align == Policy.NEAREST
                || align == Policy.HOLD_LAST
                || align == Policy.INTERPOLATE
                || align == Policy.BLOCKS;
        require(based || base == null, align, "base", "none: all streams are equal");
        require(align != Policy.INTERPOLATE || base != null, align, "base", "the name of an input");
        require(align == Policy.HOLD_LAST || lookAhead.isZero(), align, "look-ahead", "none, or hold-last");
        boolean windowed = window != null && !window.isZero();
        require((align == Policy.WINDOW_JOIN) == windowed, align, "window", "a duration, with window-join only");
        require((align == Policy.BLOCKS) == !blockFrames.isEmpty(), align, "block-frames", "a list, with blocks only");
        require(blockFrames.stream().allMatch(n -> n > 0), align, "block-frames", "numbers of 1 or more");
    }

    private static void require(boolean fits, Policy align, String key, String expected) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "setting does not fit: align=" + Words.of(align) + ", key=" + key + " (expected " + expected + ")");
        }
    }

    /** Tolerance in ns, or the largest number if none is given. */
    long toleranceNanos() {
        return tolerance == null ? Long.MAX_VALUE / 4 : tolerance.toNanos();
    }
}
