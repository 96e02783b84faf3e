package io.millrace.api.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as users write them: a number and a unit, {@code 20ms}, {@code 1.5s}, {@code 10m}. */
public final class Durations {

    private static final Pattern FORM = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,19})?)\\s*(ns|us|ms|s|m|h)");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @param text a number followed by ns, us, ms, s, m or h
     * @return the duration, to the nanosecond
     * @throws IllegalArgumentException if the text has another form, or exceeds 2^63-1 ns
     */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "duration not understood: duration=" + text + " (expected a form such as 20ms, 1.5s, 10m)");
        }
        // Decimal arithmetic: a double would lose nanoseconds above 2^53 of them, and hide an overflow.
        BigDecimal nanos = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unitNanos(matcher.group(2))))
                .setScale(0, RoundingMode.HALF_UP);
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException(
                    "duration too long: duration=" + text + " (expected at most " + Long.MAX_VALUE + "ns)");
        }
        return Duration.ofNanos(nanos.longValueExact());
    }

    /**
     * Writes a duration in the largest unit that keeps it whole.
     *
     * @param duration the duration
     * @return the form that {@link #parse} reads
     */
    public static String print(Duration duration) {
        long nanos = duration.toNanos();
        for (String unit : new String[] {"h", "m", "s", "ms", "us"}) {
            long size = unitNanos(unit);
            if (nanos >= size && nanos % size == 0) {
                return nanos / size + unit;
            }
        }
        return nanos + "ns";
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }
}
