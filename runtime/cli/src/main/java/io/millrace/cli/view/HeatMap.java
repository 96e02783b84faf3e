package io.millrace.cli.view;

import java.util.ArrayList;
import java.util.List;

/** Values over time as a picture: time to the right, elements downwards, neighbours averaged to fit the height. */
final class HeatMap {

    /** Colours of the 256-colour palette from dark to bright. */
    private static final int[] RAMP = {16, 17, 18, 54, 90, 126, 162, 198, 203, 209, 215, 221, 227, 230};

    private static final int UNKNOWN = 16;
    private static final String SHADES = " ·░▒▓█";

    private final float[][] cells;
    private final float low;
    private final float high;

    /**
     * Makes the picture.
     *
     * @param past values of every column, empty for a column without any
     * @param elements values in a column
     * @param rows rows of the picture
     */
    HeatMap(float[][] past, int elements, int rows) {
        cells = new float[rows][past.length];
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int column = 0; column < past.length; column++) {
            for (int row = 0; row < rows; row++) {
                float mean = mean(past[column], row * elements / rows, (row + 1) * elements / rows);
                cells[row][column] = mean;
                if (!Float.isNaN(mean)) {
                    least = Math.min(least, mean);
                    most = Math.max(most, mean);
                }
            }
        }
        low = least;
        high = most;
    }

    float low() {
        return low;
    }

    float high() {
        return high;
    }

    /** Two rows of the picture a line, in colours. */
    List<String> coloured(Style style) {
        List<String> lines = new ArrayList<>();
        for (int row = 0; row + 1 < cells.length; row += 2) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < cells[row].length; column++) {
                line.append(style.halves(colour(cells[row][column]), colour(cells[row + 1][column])));
            }
            lines.add(line.append(style.reset()).toString());
        }
        return lines;
    }

    /** A row of the picture a line, in characters of growing weight. */
    List<String> plain() {
        List<String> lines = new ArrayList<>();
        for (float[] row : cells) {
            StringBuilder line = new StringBuilder();
            for (float cell : row) {
                line.append(Float.isNaN(cell) ? ' ' : SHADES.charAt(scaled(cell, SHADES.length())));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private int colour(float cell) {
        return Float.isNaN(cell) ? UNKNOWN : RAMP[scaled(cell, RAMP.length)];
    }

    private int scaled(float value, int steps) {
        return high > low ? Math.min(steps - 1, (int) ((value - low) / (high - low) * steps)) : 0;
    }

    /** The mean of what is there: carriers that carry nothing are zero and stay out of it. */
    private static float mean(float[] values, int from, int to) {
        float sum = 0;
        int count = 0;
        for (int i = from; i < Math.min(to, values.length); i++) {
            if (values[i] != 0 && Float.isFinite(values[i])) {
                sum += values[i];
                count++;
            }
        }
        return count == 0 ? Float.NaN : sum / count;
    }
}
