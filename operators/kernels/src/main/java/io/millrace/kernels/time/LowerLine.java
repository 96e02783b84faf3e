package io.millrace.kernels.time;

/**
 * The line that has none of some points below it and is closest to them all: the edge of their lower convex hull above the
 * mean of their abscissae. Points are in order of their abscissae. One thread at a time.
 */
final class LowerLine {

    private final int[] hull;
    private double offset;
    private double slope;

    /** Creates a fit of up to so many points. */
    LowerLine(int most) {
        this.hull = new int[most];
    }

    double offset() {
        return offset;
    }

    double slope() {
        return slope;
    }

    /** Takes the level line through the lowest point: what is known of a slope is too little. */
    void level(double[] y, int points) {
        slope = 0;
        offset = y[0];
        for (int i = 1; i < points; i++) {
            offset = Math.min(offset, y[i]);
        }
    }

    /** Fits at least two points; a slope that is steeper than believed is cut short, with no point below the line still. */
    void fit(double[] x, double[] y, int points, double mostSlope) {
        double mean = 0;
        for (int i = 0; i < points; i++) {
            mean += x[i] / points;
        }
        int corners = lowerHull(x, y, points);
        int edge = 0;
        while (edge < corners - 2 && x[hull[edge + 1]] < mean) {
            edge++;
        }
        double steep = slope(x, y, hull[edge], hull[edge + 1]);
        slope = Math.max(-mostSlope, Math.min(mostSlope, steep));
        offset = Double.POSITIVE_INFINITY;
        for (int i = 0; i < points; i++) {
            offset = Math.min(offset, y[i] - slope * x[i]);
        }
    }

    /** Monotone chain. */
    private int lowerHull(double[] x, double[] y, int points) {
        int corners = 0;
        for (int i = 0; i < points; i++) {
            while (corners >= 2
                    && slope(x, y, hull[corners - 2], hull[corners - 1]) >= slope(x, y, hull[corners - 1], i)) {
                corners--;
            }
            hull[corners++] = i;
        }
        return corners;
    }

    private static double slope(double[] x, double[] y, int from, int to) {
        return (y[to] - y[from]) / (x[to] - x[from]);
    }
}
