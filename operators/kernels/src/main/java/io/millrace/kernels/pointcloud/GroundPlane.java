package io.millrace.kernels.pointcloud;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * Finds the ground in a cloud: along x the cloud is cut into strips of equally many metres, and in each a plane is fitted to
 * the lowest points, then to the points near that plane, a few times. Deterministic; without state between clouds.
 *
 * <p>O(points x iterations). Memory grows to the largest cloud seen and stays.
 *
 * @see <a href="https://doi.org/10.1109/ICRA.2017.7989591">Zermas, Izzat, Papanikolopoulos: Fast segmentation of 3D point
 *     clouds, ICRA 2017, algorithms 1 and 2 (ground plane fitting)</a>
 */
public final class GroundPlane {

    private static final int LOWEST = 40;
    private static final int FEWEST = 3;

    private final int fields;
    private final int strips;
    private final double reachMeters;
    private final double thicknessMeters;
    private final int iterations;

    private final double[] plane = new double[4];
    private final double[] lowest = new double[LOWEST];
    private int[] stripOf = {};
    private boolean[] ground = {};

    /**
     * Makes a filter.
     *
     * @param fields numbers of a point, 3 or more
     * @param strips strips along x, 1..64
     * @param reachMeters strips cover -reach .. reach; what is beyond belongs to the last
     * @param thicknessMeters how far from the plane a point still is ground, above 0
     * @param iterations fits, 1..16
     */
    public GroundPlane(int fields, int strips, double reachMeters, double thicknessMeters, int iterations) {
        this.fields = Require.inRange("fields", fields, FEWEST, 64);
        this.strips = Require.inRange("strips", strips, 1, 64);
        this.reachMeters = Require.positive("reachMeters", reachMeters);
        this.thicknessMeters = Require.positive("thicknessMeters", thicknessMeters);
        this.iterations = Require.inRange("iterations", iterations, 1, 16);
    }

    /**
     * Finds the ground.
     *
     * @param points {@code fields} numbers for each point, all finite
     * @return points that are not ground
     */
    public int take(float[] points) {
        int count = points.length / fields;
        if (ground.length < count) {
            ground = new boolean[count];
            stripOf = new int[count];
        }
        Arrays.fill(ground, 0, count, false);
        for (int i = 0; i < count; i++) {
            double along = (points[i * fields] + reachMeters) / (2 * reachMeters) * strips;
            stripOf[i] = Math.max(0, Math.min(strips - 1, (int) Math.floor(along)));
        }
        for (int strip = 0; strip < strips; strip++) {
            if (!seed(points, count, strip)) {
                continue;
            }
            for (int i = 0; i < iterations && fit(points, count, strip); i++) {
                mark(points, count, strip);
            }
        }
        int other = 0;
        for (int i = 0; i < count; i++) {
            other += ground[i] ? 0 : 1;
        }
        return other;
    }

    /**
     * Writes the points that are not ground, in their order.
     *
     * @param points the cloud that was taken
     * @param out gets as many points as {@link #take} said
     */
    public void othersInto(float[] points, float[] out) {
        int to = 0;
        for (int i = 0; i < points.length / fields; i++) {
            if (!ground[i]) {
                System.arraycopy(points, i * fields, out, to, fields);
                to += fields;
            }
        }
    }

    /** Seeds: what is hardly above the mean of the lowest points. */
    private boolean seed(float[] points, int count, int strip) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (stripOf[i] != strip) {
                continue;
            }
            double z = points[i * fields + 2];
            if (kept < LOWEST) {
                lowest[kept++] = z;
            } else if (z < lowest[LOWEST - 1]) {
                lowest[LOWEST - 1] = z;
            } else {
                continue;
            }
            for (int k = kept - 1; k > 0 && lowest[k] < lowest[k - 1]; k--) {
                double swap = lowest[k];
                lowest[k] = lowest[k - 1];
                lowest[k - 1] = swap;
            }
        }
        if (kept < FEWEST) {
            return false;
        }
        double mean = 0;
        for (int k = 0; k < kept; k++) {
            mean += lowest[k] / kept;
        }
        for (int i = 0; i < count; i++) {
            if (stripOf[i] == strip) {
                ground[i] = points[i * fields + 2] < mean + 2 * thicknessMeters;
            }
        }
        return true;
    }

    /** Fits z = a x + b y + c to what is ground so far, by the normal equations about the mean. */
    private boolean fit(float[] points, int count, int strip) {
        double n = 0;
        double mx = 0;
        double my = 0;
        double mz = 0;
        for (int i = 0; i < count; i++) {
            if (ground[i] && stripOf[i] == strip) {
                n++;
                mx += points[i * fields];
                my += points[i * fields + 1];
                mz += points[i * fields + 2];
            }
        }
        if (n < FEWEST) {
            return false;
        }
        mx /= n;
        my /= n;
        mz /= n;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        double xz = 0;
        double yz = 0;
        for (int i = 0; i < count; i++) {
            if (ground[i] && stripOf[i] == strip) {
                double x = points[i * fields] - mx;
                double y = points[i * fields + 1] - my;
                double z = points[i * fields + 2] - mz;
                xx += x * x;
                xy += x * y;
                yy += y * y;
                xz += x * z;
                yz += y * z;
            }
        }
        double det = xx * yy - xy * xy;
        boolean spread = det > 1e-9 * (xx + yy) * (xx + yy); // all on a line: only the height is known
        plane[0] = spread ? (xz * yy - yz * xy) / det : 0;
        plane[1] = spread ? (yz * xx - xz * xy) / det : 0;
        plane[2] = mz - plane[0] * mx - plane[1] * my;
        plane[3] = 1 / Math.sqrt(1 + plane[0] * plane[0] + plane[1] * plane[1]);
        return true;
    }

    private void mark(float[] points, int count, int strip) {
        for (int i = 0; i < count; i++) {
            if (stripOf[i] == strip) {
                double height = points[i * fields + 2]
                        - plane[0] * points[i * fields]
                        - plane[1] * points[i * fields + 1]
                        - plane[2];
                ground[i] = height * plane[3] < thicknessMeters;
            }
        }
    }
}
