package io.millrace.cli.view;

import java.time.Duration;
import java.util.Locale;

/** Numbers and durations as screens and reports show them. */
public final class Text {

    private Text() {}

    /**
     * A count with thousands set apart.
     *
     * @param count the count
     * @return {@code 12,345}
     */
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /**
     * A duration to two or three digits.
     *
     * @param nanos ns
     * @return {@code 18 µs}, {@code 1.2 ms}
     */
    public static String nanos(double nanos) {
        if (nanos < 1e3) {
            return String.format(Locale.ROOT, "%.0f ns", nanos);
        }
        if (nanos < 1e6) {
            return small(nanos / 1e3) + " µs";
        }
        return nanos < 1e9 ? small(nanos / 1e6) + " ms" : small(nanos / 1e9) + " s";
    }

    /**
     * Time since the start.
     *
     * @param elapsed the time
     * @return {@code 01:23.4}, with hours in front if there are any
     */
    public static String clock(Duration elapsed) {
        String rest = String.format(
                Locale.ROOT,
                "%02d:%02d.%d",
                elapsed.toMinutesPart(),
                elapsed.toSecondsPart(),
                elapsed.toMillisPart() / 100);
        return elapsed.toHours() > 0 ? elapsed.toHours() + ":" + rest : rest;
    }

    /**
     * A measured value.
     *
     * @param value the value
     * @return four significant digits, or {@code -} for not a number
     */
    public static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e6) {
            return Long.toString((long) value);
        }
        double size = Math.abs(value);
        if (size >= 1e6 || size < 1e-3) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        int digits = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /**
     * Text of a fixed width.
     *
     * @param text the text
     * @param width characters
     * @return padded at its end, or cut with an ellipsis
     */
    public static String left(String text, int width) {
        return text.length() > width
                ? text.substring(0, Math.max(0, width - 1)) + "…"
                : text + " ".repeat(width - text.length());
    }

    /**
     * Text of at least a width, to the right.
     *
     * @param text the text
     * @param width characters
     * @return padded at its beginning
     */
    public static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    private static String small(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }
}
