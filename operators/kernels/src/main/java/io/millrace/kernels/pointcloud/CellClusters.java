package io.millrace.kernels.pointcloud;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * Groups points that lie near each other, seen from above: cells that touch, also at a corner, belong together. Of each
 * group the rectangle of least area that encloses it is given (searched over all angles in steps of one degree, the
 * criterion "area" of the reference), with its height.
 *
 * <p>O(points + cells x 8 + hull x 90). Memory grows to the largest cloud seen and stays.
 *
 * @see <a href="https://doi.org/10.1109/IVS.2017.7995698">Zhang et al.: Efficient L-shape fitting for vehicle detection
 *     using laser scanners, IV 2017</a>
 */
public final class CellClusters {

    /** Numbers of a box: centre x, y, z and extent along, across, up in m; yaw in rad, -pi/2..pi/2; points. */
    public static final int BOX_FIELDS = 8;

    private static final int DEGREES = 90;
    private static final double[] COS = new double[DEGREES];
    private static final double[] SIN = new double[DEGREES];

    static {
        for (int d = 0; d < DEGREES; d++) {
            COS[d] = Math.cos(Math.toRadians(d));
            SIN[d] = Math.sin(Math.toRadians(d));
        }
    }

    private final int fields;
    private final double cellMeters;
    private final double reachMeters;
    private final int fewestPoints;
    private final int side;

    private final int[] cellAt;
    private int[] touched = {};
    private int[] parent = {};
    private int[] cellOf = {};
    private int[] count = {};
    private int[] start = {};
    private int[] member = {};
    private int touchedCount;
    private int boxes;

    /**
     * Makes a grouper.
     *
     * @param fields numbers of a point, 3 or more
     * @param cellMeters edge of a cell: points nearer than this belong together, above 0
     * @param reachMeters cells cover -reach .. reach in x and y; points beyond are left out; at most 4096 cells across
     * @param fewestPoints smaller groups are left out, 1 or more
     */
    public CellClusters(int fields, double cellMeters, double reachMeters, int fewestPoints) {
        this.fields = Require.inRange("fields", fields, 3, 64);
        this.cellMeters = Require.positive("cellMeters", cellMeters);
        this.reachMeters = Require.positive("reachMeters", reachMeters);
        this.fewestPoints = Require.inRange("fewestPoints", fewestPoints, 1, Integer.MAX_VALUE);
        this.side =
                Require.inRange("cells", (int) Math.min(1 << 20, Math.ceil(2 * reachMeters / cellMeters)), 1, 4096) + 2;
        this.cellAt = new int[side * side];
        Arrays.fill(cellAt, -1);
    }

    /**
     * Memory held whatever the cloud.
     *
     * @return bytes
     */
    public long stateBytes() {
        return 4L * cellAt.length;
    }

    /**
     * Groups a cloud.
     *
     * @param points {@code fields} numbers for each point
     * @return number of boxes
     */
    public int take(float[] points) {
        int n = points.length / fields;
        if (cellOf.length < n) {
            cellOf = new int[n];
            touched = new int[n];
            parent = new int[n];
            count = new int[n];
            start = new int[n + 1];
            member = new int[n];
        }
        touchedCount = 0;
        for (int i = 0; i < n; i++) {
            cellOf[i] = cell(points[i * fields], points[i * fields + 1]);
        }
        for (int cell = 0; cell < touchedCount; cell++) {
            join(cell);
        }
        gather(n);
        for (int cell = 0; cell < touchedCount; cell++) {
            cellAt[touched[cell]] = -1;
        }
        return boxes;
    }

    /**
     * Writes the boxes, in the order of the first point of each.
     *
     * @param points the cloud that was taken
     * @param out gets {@value #BOX_FIELDS} numbers for each box
     */
    public void boxesInto(float[] points, float[] out) {
        for (int box = 0; box < boxes; box++) {
            box(points, start[box], start[box + 1], out, box * BOX_FIELDS);
        }
    }

    /** The number of the cell a point lies in, or -1 outside; border cells stay empty so that neighbours exist. */
    private int cell(float x, float y) {
        double column = (x + reachMeters) / cellMeters;
        double row = (y + reachMeters) / cellMeters;
        if (!(column >= 0 && row >= 0 && column < side - 2 && row < side - 2)) {
            return -1;
        }
        int place = ((int) row + 1) * side + (int) column + 1;
        if (cellAt[place] < 0) {
            cellAt[place] = touchedCount;
            parent[touchedCount] = touchedCount;
            touched[touchedCount++] = place;
        }
        return cellAt[place];
    }

    private void join(int cell) {
        int place = touched[cell];
        join(cell, place + 1);
        join(cell, place + side - 1);
        join(cell, place + side);
        join(cell, place + side + 1);
    }

    private void join(int cell, int place) {
        int other = cellAt[place];
        if (other >= 0) {
            int a = root(cell);
            int b = root(other);
            parent[Math.max(a, b)] = Math.min(a, b);
        }
    }

    private int root(int cell) {
        int at = cell;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Sorts points by group (counting sort), leaving small groups out. Roots are the groups' first cells. */
    private void gather(int n) {
        Arrays.fill(count, 0, touchedCount, 0);
        for (int i = 0; i < n; i++) {
            if (cellOf[i] >= 0) {
                cellOf[i] = root(cellOf[i]);
                count[cellOf[i]]++;
            }
        }
        boxes = 0;
        int total = 0;
        for (int cell = 0; cell < touchedCount; cell++) {
            if (count[cell] >= fewestPoints) {
                start[boxes++] = total;
                total += count[cell];
                count[cell] = total - count[cell]; // from now on: where its next point goes
            } else {
                count[cell] = -1;
            }
        }
        start[boxes] = total;
        for (int i = 0; i < n; i++) {
            if (cellOf[i] >= 0 && count[cellOf[i]] >= 0) {
                member[count[cellOf[i]]++] = i;
            }
        }
    }

    private void box(float[] points, int from, int to, float[] out, int at) {
        int best = 0;
        double bestArea = Double.POSITIVE_INFINITY;
        double[] bounds = new double[4];
        for (int degrees = 0; degrees < DEGREES; degrees++) {
            bounds(points, from, to, degrees, bounds);
            double area = (bounds[1] - bounds[0]) * (bounds[3] - bounds[2]);
            if (area < bestArea - 1e-9) {
                bestArea = area;
                best = degrees;
            }
        }
        bounds(points, from, to, best, bounds);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            low = Math.min(low, points[member[i] * fields + 2]);
            high = Math.max(high, points[member[i] * fields + 2]);
        }
        double along = bounds[1] - bounds[0];
        double across = bounds[3] - bounds[2];
        double u = (bounds[0] + bounds[1]) / 2;
        double v = (bounds[2] + bounds[3]) / 2;
        boolean turned = across > along; // the longer side is the length
        double yaw = Math.toRadians(turned ? best - 90 : best);
        out[at] = (float) (u * COS[best] - v * SIN[best]);
        out[at + 1] = (float) (u * SIN[best] + v * COS[best]);
        out[at + 2] = (float) ((low + high) / 2);
        out[at + 3] = (float) Math.max(along, across);
        out[at + 4] = (float) Math.min(along, across);
        out[at + 5] = (float) (high - low);
        out[at + 6] = (float) yaw;
        out[at + 7] = to - from;
    }

    private void bounds(float[] points, int from, int to, int degrees, double[] bounds) {
        double c = COS[degrees];
        double s = SIN[degrees];
        double lowU = Double.POSITIVE_INFINITY;
        double highU = Double.NEGATIVE_INFINITY;
        double lowV = Double.POSITIVE_INFINITY;
        double highV = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            double x = points[member[i] * fields];
            double y = points[member[i] * fields + 1];
            double u = c * x + s * y;
            double v = c * y - s * x;
            lowU = Math.min(lowU, u);
            highU = Math.max(highU, u);
            lowV = Math.min(lowV, v);
            highV = Math.max(highV, v);
        }
        bounds[0] = lowU;
        bounds[1] = highU;
        bounds[2] = lowV;
        bounds[3] = highV;
    }
}
