package io.millrace.transport.pictures;

import java.util.Arrays;

/** Values over time, the largest of every column; two columns become one whenever all are used. */
final class Timeline {

    private static final long FIRST_COLUMN_NANOS = 10_000_000;

    private final float[][] lanes;
    private long columnNanos = FIRST_COLUMN_NANOS;
    private boolean begun;
    private long firstNanos;
    private long lastNanos;

    Timeline(int lanes, int columns) {
        this.lanes = new float[lanes][columns];
        for (float[] lane : this.lanes) {
            Arrays.fill(lane, Float.NaN);
        }
    }

    /** Adds a value; what is no number, or from before the first, is left out. */
    void add(int lane, long timeNanos, float value) {
        if (!begun) {
            begun = true;
            firstNanos = timeNanos;
            lastNanos = timeNanos;
        }
        if (timeNanos < firstNanos || !Float.isFinite(value)) {
            return;
        }
        lastNanos = Math.max(lastNanos, timeNanos);
        while ((timeNanos - firstNanos) / columnNanos >= columns()) {
            halve();
        }
        int column = (int) ((timeNanos - firstNanos) / columnNanos);
        lanes[lane][column] = larger(lanes[lane][column], value);
    }

    private void halve() {
        columnNanos *= 2;
        for (float[] lane : lanes) {
            for (int i = 0; i < lane.length; i++) {
                float second = 2 * i + 1 < lane.length ? lane[2 * i + 1] : Float.NaN;
                lane[i] = 2 * i < lane.length ? larger(lane[2 * i], second) : Float.NaN;
            }
        }
    }

    private static float larger(float a, float b) {
        return Float.isNaN(a) || b > a ? b : a;
    }

    int lanes() {
        return lanes.length;
    }

    int columns() {
        return lanes[0].length;
    }

    boolean isEmpty() {
        return !begun;
    }

    /** The largest value of a column, NaN if it has none. */
    float value(int lane, int column) {
        return lanes[lane][column];
    }

    double columnSeconds() {
        return columnNanos / 1e9;
    }

    double seconds() {
        return (lastNanos - firstNanos) / 1e9;
    }

    long firstNanos() {
        return firstNanos;
    }
}
