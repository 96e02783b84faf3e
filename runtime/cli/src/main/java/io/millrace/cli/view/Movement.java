package io.millrace.cli.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A decoded movement beside the true one: for each axis a rail with zero in its middle on which both stand, and both over
 * the past.
 */
final class Movement {

    private static final String LEVELS = "▁▂▃▄▅▆▇█";
    private static final String AXES = "xyz";

    private final float[] pair;
    private final int axes;
    private final double[] range;

    private Movement(float[] pair, double[] range) {
        this.pair = pair;
        this.axes = pair.length / 2;
        this.range = range;
    }

    /** Reads decoded and true coordinates; the rails are as long as the largest true value of the past. */
    static Movement of(float[] pair, float[][] past) {
        double[] range = new double[pair.length / 2];
        for (int axis = 0; axis < range.length; axis++) {
            range[axis] = Math.max(1e-9, Math.abs(pair[range.length + axis]));
            for (float[] then : past) {
                if (then.length == pair.length) {
                    range[axis] = Math.max(range[axis], Math.abs(then[range.length + axis]));
                }
            }
        }
        return new Movement(pair, range);
    }

    /** In a few words, for a line a second. */
    String brief() {
        StringBuilder text = new StringBuilder();
        for (int axis = 0; axis < axes; axis++) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s%s %.1f (true %.1f)",
                    axis == 0 ? "" : ", ",
                    name(axis),
                    pair[axis],
                    pair[axes + axis]));
        }
        return text.toString();
    }

    List<String> lines(Style style, float[][] past, int cells) {
        List<String> lines = new ArrayList<>();
        for (int axis = 0; axis < axes; axis++) {
            String numbers =
                    String.format(Locale.ROOT, "%s %8.1f  true %8.1f  ", name(axis), pair[axis], pair[axes + axis]);
            lines.add(numbers + rail(style, axis, Math.max(11, Math.min(41, cells - numbers.length()))));
            lines.add("  decoded " + style.green(history(past, axis, axis, cells - 10)));
            lines.add("  true    " + history(past, axes + axis, axis, cells - 10));
        }
        return lines;
    }

    /** Decoded full, true hollow. */
    private String rail(Style style, int axis, int cells) {
        int decoded = cell(pair[axis], axis, cells);
        int truth = cell(pair[axes + axis], axis, cells);
        StringBuilder rail = new StringBuilder();
        for (int i = 0; i < cells; i++) {
            if (i == decoded) {
                rail.append(style.green("●"));
            } else if (i == truth) {
                rail.append('○');
            } else {
                rail.append(style.dim(i == cells / 2 ? "│" : "·"));
            }
        }
        return rail.toString();
    }

    private int cell(double value, int axis, int cells) {
        return (int) Math.round(Math.max(0, Math.min(1, height(value, axis))) * (cells - 1));
    }

    private double height(double value, int axis) {
        return (value / range[axis] + 1) / 2;
    }

    private String history(float[][] past, int element, int axis, int cells) {
        StringBuilder line = new StringBuilder();
        for (int i = Math.max(0, past.length - cells); i < past.length; i++) {
            if (past[i].length != pair.length) {
                line.append(' ');
                continue;
            }
            double height = Math.max(0, Math.min(1, height(past[i][element], axis)));
            int level = (int) Math.round(height * (LEVELS.length() - 1));
            line.append(LEVELS.charAt(level));
        }
        return line.toString();
    }

    private static String name(int axis) {
        return axis < AXES.length() ? AXES.substring(axis, axis + 1) : Integer.toString(axis);
    }
}
