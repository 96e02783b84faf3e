package io.millrace.kernels.pointcloud;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * Sorts points into pillars, squares of the ground with the whole height above them, and describes each point for a
 * detector: its own fields, its offset from the mean of the pillar's points (x, y, z), and from the pillar's centre (x, y).
 *
 * <p>Pillars come in the order in which their first point did. A pillar keeps its first points up to the limit, and the
 * first pillars up to the limit are kept; what the limits leave out is counted. Linear in the points; memory is a number
 * for each square and each kept point. One thread at a time.
 *
 * @see <a href="https://arxiv.org/abs/1812.05784">Lang et al., PointPillars, section 2.1</a>
 */
public final class PillarGrid {

    /** Numbers of a point beyond its own fields: three from the mean, two from the centre. */
    public static final int ADDED_FEATURES = 5;

    private static final int AXES = 3;

    private final double[] min;
    private final double[] max;
    private final double size;
    private final double inverse;
    private final int columns;
    private final int rows;
    private final int fields;
    private final int pointLimit;
    private final int[] pillarAt;
    private final int[] squares;
    private final int[] counts;
    private final int[] members;
    private int pillars;
    private int outside;
    private int leftOut;

    /**
     * Makes a grid.
     *
     * @param min lowest corner x, y, z, m
     * @param max highest corner x, y, z, m; not itself inside
     * @param size edge of a square, m; at most 4096 squares along x and y
     * @param fields numbers of a point, 3..64; the first three are its position
     * @param pointLimit most points of a pillar, 1..1024
     * @param pillarLimit most pillars, 1..2^20
     */
    public PillarGrid(double[] min, double[] max, double size, int fields, int pointLimit, int pillarLimit) {
        this.min = min.clone();
        this.max = max.clone();
        this.size = Require.positive("size", size);
        this.inverse = 1 / size;
        Require.positive("extent", max[2] - min[2]);
        this.columns = squares(0);
        this.rows = squares(1);
        this.fields = Require.inRange("fields", fields, AXES, 64);
        this.pointLimit = Require.inRange("pointLimit", pointLimit, 1, 1024);
        Require.inRange("pillarLimit", pillarLimit, 1, 1 << 20);
        this.pillarAt = new int[columns * rows];
        Arrays.fill(pillarAt, -1);
        this.squares = new int[pillarLimit];
        this.counts = new int[pillarLimit];
        this.members = new int[Require.inRange("kept points", pillarLimit * pointLimit, 1, 1 << 24)];
    }

    private int squares(int axis) {
        double count = Math.ceil(Require.positive("extent", max[axis] - min[axis]) * inverse - 1e-9);
        return Require.inRange("squares", (int) Math.min(Integer.MAX_VALUE, count), 1, 4096);
    }

    /**
     * Takes a cloud; what was there before is gone.
     *
     * @param points {@code fields} numbers for each point
     * @return pillars that hold a point
     */
    public int take(float[] points) {
        for (int pillar = 0; pillar < pillars; pillar++) {
            pillarAt[squares[pillar]] = -1;
        }
        pillars = 0;
        outside = 0;
        leftOut = 0;
        for (int at = 0; at + fields <= points.length; at += fields) {
            double x = (points[at] - min[0]) * inverse;
            double y = (points[at + 1] - min[1]) * inverse;
            double z = points[at + 2];
            // A position that is no number fails every comparison and counts as outside.
            if (!(x >= 0 && y >= 0 && x < columns && y < rows && z >= min[2] && z < max[2])) {
                outside++;
                continue;
            }
            int pillar = pillar(((int) y) * columns + (int) x);
            if (pillar < 0 || counts[pillar] == pointLimit) {
                leftOut++;
            } else {
                members[pillar * pointLimit + counts[pillar]++] = at;
            }
        }
        return pillars;
    }

    private int pillar(int square) {
        int pillar = pillarAt[square];
        if (pillar < 0 && pillars < squares.length) {
            pillar = pillars++;
            pillarAt[square] = pillar;
            squares[pillar] = square;
            counts[pillar] = 0;
        }
        return pillar;
    }

    /**
     * Points of the last cloud outside the grid.
     *
     * @return count
     */
    public int outside() {
        return outside;
    }

    /**
     * Points of the last cloud that the limits left out.
     *
     * @return count
     */
    public int leftOut() {
        return leftOut;
    }

    /**
     * Writes where the pillars are.
     *
     * @param out gets row (y) and column (x) of each pillar
     */
    public void squaresInto(int[] out) {
        for (int pillar = 0; pillar < pillars; pillar++) {
            out[2 * pillar] = squares[pillar] / columns;
            out[2 * pillar + 1] = squares[pillar] % columns;
        }
    }

    /**
     * Writes how many points each pillar keeps.
     *
     * @param out gets a count for each pillar, 1..{@code pointLimit}
     */
    public void countsInto(int[] out) {
        System.arraycopy(counts, 0, out, 0, pillars);
    }

    /**
     * Writes the features.
     *
     * @param points the cloud that was taken last
     * @param out zeros; gets [pillar, {@code pointLimit}, {@code fields} + 5], places without a point stay zero
     */
    public void featuresInto(float[] points, float[] out) {
        int features = fields + ADDED_FEATURES;
        for (int pillar = 0; pillar < pillars; pillar++) {
            double meanX = 0;
            double meanY = 0;
            double meanZ = 0;
            for (int i = 0; i < counts[pillar]; i++) {
                int at = members[pillar * pointLimit + i];
                meanX += points[at];
                meanY += points[at + 1];
                meanZ += points[at + 2];
            }
            meanX /= counts[pillar];
            meanY /= counts[pillar];
            meanZ /= counts[pillar];
            int row = squares[pillar] / columns;
            int column = squares[pillar] % columns;
            double centreX = min[0] + (column + 0.5) * size;
            double centreY = min[1] + (row + 0.5) * size;
            for (int i = 0; i < counts[pillar]; i++) {
                int at = members[pillar * pointLimit + i];
                int to = (pillar * pointLimit + i) * features;
                System.arraycopy(points, at, out, to, fields);
                to += fields;
                out[to] = (float) (points[at] - meanX);
                out[to + 1] = (float) (points[at + 1] - meanY);
                out[to + 2] = (float) (points[at + 2] - meanZ);
                out[to + 3] = (float) (points[at] - centreX);
                out[to + 4] = (float) (points[at + 1] - centreY);
            }
        }
    }

    /**
     * Puts what a network says of each pillar where the pillar is in the grid (Lang et al., PointPillars, CVPR 2019,
     * section 2.1, "pseudo-image"). Of two pillars in one square the later one stays.
     *
     * @param features [pillar, channel]
     * @param squares [pillar, 2], row and column, as {@link #squaresInto} gives them
     * @param channels channels
     * @param rows rows of the grid
     * @param columns columns of the grid
     * @param canvas where, [channel, row, column]; zeros where no pillar is are the caller's
     * @return how many pillars were outside the grid and are left out
     */
    public static int scatter(float[] features, int[] squares, int channels, int rows, int columns, float[] canvas) {
        int plane = rows * columns;
        int outside = 0;
        for (int pillar = 0; pillar < squares.length / 2; pillar++) {
            int row = squares[2 * pillar];
            int column = squares[2 * pillar + 1];
            if (row < 0 || row >= rows || column < 0 || column >= columns) {
                outside++;
                continue;
            }
            int to = row * columns + column;
            for (int from = pillar * channels; from < (pillar + 1) * channels; from++) {
                canvas[to] = features[from];
                to += plane;
            }
        }
        return outside;
    }
}
