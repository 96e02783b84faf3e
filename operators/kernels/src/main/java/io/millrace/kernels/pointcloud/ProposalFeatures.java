package io.millrace.kernels.pointcloud;

import io.millrace.kernels.Require;

/**
 * Describes the sampled points of a proposal by where they lie in it: as seen from the eight corners and the centre of a box
 * in spherical coordinates. With q a point less a reference and l, w, h the size of the box:
 *
 * <pre>
 * distance |q| / (|(l, w, h)| + e)      azimuth atan(q_y / (q_x + e))      polar angle acos(q_z / (|q| + e))      e = 1e-5
 * </pre>
 *
 * <p>Nine distances, nine azimuths, nine polar angles. The geometry of a point is seen from the box of its own frame, and has
 * the point's fields beyond x, y, z behind it; its motion is seen from the box of the newest frame, and has 0, 0 and its time
 * before that frame in s behind it. Places without a point stay zero, where the authors' code describes the origin.
 *
 * <p>Where e turns a sum to zero or a quotient beyond 1 the result is what the formula has as its limit, never not-a-number for
 * finite input. O(points x 54 functions). One thread at a time.
 *
 * @see SequenceSampler
 */
public final class ProposalFeatures {

    /** References: eight corners, then the centre. */
    private static final int REFERENCES = 9;

    private static final int AXES = 3;
    private static final double EPSILON = 1e-5;
    private static final int MOVED = SequenceSampler.MOVED_FIELDS;

    /** Numbers of the motion of a point. */
    public static final int MOTION_FEATURES = AXES * REFERENCES + AXES;

    /** Numbers of a proposal in a frame, as a sequence: centre from the newest, along its axes, size, 0, time. */
    public static final int SEQUENCE_FEATURES = 8;

    private final int fields;
    private final int samples;
    private final double[] own = new double[AXES * REFERENCES];
    private final double[] current = new double[AXES * REFERENCES];

    /**
     * Makes a describer.
     *
     * @param fields numbers of a point, 3..64
     * @param samples places for points of a proposal in a frame, 1..4096
     */
    public ProposalFeatures(int fields, int samples) {
        this.fields = Require.inRange("fields", fields, AXES, 64);
        this.samples = Require.inRange("samples", samples, 1, 4096);
    }

    /**
     * Numbers of the geometry of a point.
     *
     * @return 27 and one for each field beyond the third
     */
    public int geometryFeatures() {
        return AXES * REFERENCES + fields - AXES;
    }

    /**
     * Describes the points of one proposal.
     *
     * @param proposal 0-based number
     * @param frames frames of the window
     * @param moved {@link SequenceSampler#MOVED_FIELDS} numbers for each proposal and frame
     * @param points fields of each place for a point, of each proposal and frame
     * @param counts points of each proposal and frame
     * @param geometry gets {@link #geometryFeatures} numbers for each place, zero before
     * @param motion gets {@value #MOTION_FEATURES} numbers for each place, zero before
     */
    public void describe(
            int proposal, int frames, float[] moved, float[] points, int[] counts, float[] geometry, float[] motion) {
        int newest = proposal * frames * MOVED;
        double currentDiagonal = references(moved, newest, current);
        for (int k = 0; k < frames; k++) {
            int box = newest + k * MOVED;
            double diagonal = references(moved, box, own);
            float age = moved[box + MOVED - 1];
            int place = (proposal * frames + k) * samples;
            int count = Math.min(samples, counts[proposal * frames + k]);
            for (int i = 0; i < count; i++) {
                int from = (place + i) * fields;
                int to = (place + i) * geometryFeatures();
                spherical(points, from, own, diagonal, geometry, to);
                System.arraycopy(points, from + AXES, geometry, to + AXES * REFERENCES, fields - AXES);
                to = (place + i) * MOTION_FEATURES;
                spherical(points, from, current, currentDiagonal, motion, to);
                motion[to + MOTION_FEATURES - 1] = age;
            }
        }
    }

    /** Corners and centre of a box, corners with x slowest and z fastest; gives the diagonal. */
    private static double references(float[] moved, int at, double[] out) {
        double cos = Math.cos(moved[at + 6]);
        double sin = Math.sin(moved[at + 6]);
        for (int corner = 0; corner < REFERENCES; corner++) {
            boolean centre = corner == REFERENCES - 1;
            double x = centre ? 0 : side(corner >> 2) * moved[at + 3];
            double y = centre ? 0 : side(corner >> 1) * moved[at + 4];
            double z = centre ? 0 : side(corner) * moved[at + 5];
            out[AXES * corner] = moved[at] + cos * x - sin * y;
            out[AXES * corner + 1] = moved[at + 1] + sin * x + cos * y;
            out[AXES * corner + 2] = moved[at + 2] + z;
        }
        double l = moved[at + 3];
        double w = moved[at + 4];
        double h = moved[at + 5];
        return Math.sqrt(l * l + w * w + h * h);
    }

    private static double side(int bit) {
        return (bit & 1) - 0.5;
    }

    private static void spherical(float[] points, int from, double[] references, double diagonal, float[] out, int to) {
        for (int r = 0; r < REFERENCES; r++) {
            double x = points[from] - references[AXES * r];
            double y = points[from + 1] - references[AXES * r + 1];
            double z = points[from + 2] - references[AXES * r + 2];
            double distance = Math.sqrt(x * x + y * y + z * z);
            double along = x + EPSILON;
            out[to + r] = (float) (distance / (diagonal + EPSILON));
            out[to + REFERENCES + r] =
                    (float) (along == 0 ? Math.copySign(y == 0 ? 0 : Math.PI / 2, y) : Math.atan(y / along));
            out[to + 2 * REFERENCES + r] = (float) Math.acos(z / (distance + EPSILON));
        }
    }

    /**
     * Describes one proposal as a sequence of boxes: centres from that of the newest frame, turned so that it looks along x, and
     * the time before it in s. Frames that there are not stay zero.
     *
     * @param proposal 0-based number
     * @param frames frames of the window
     * @param moved {@link SequenceSampler#MOVED_FIELDS} numbers for each proposal and frame
     * @param sequence gets {@value #SEQUENCE_FEATURES} numbers for each proposal and frame
     */
    public static void sequence(int proposal, int frames, float[] moved, float[] sequence) {
        int newest = proposal * frames * MOVED;
        double cos = Math.cos(moved[newest + 6]);
        double sin = Math.sin(moved[newest + 6]);
        for (int k = 0; k < frames; k++) {
            int at = newest + k * MOVED;
            if (isEmpty(moved, at)) {
                continue;
            }
            double dx = (double) moved[at] - moved[newest];
            double dy = (double) moved[at + 1] - moved[newest + 1];
            sequence[at] = (float) (cos * dx + sin * dy);
            sequence[at + 1] = (float) (cos * dy - sin * dx);
            sequence[at + 2] = moved[at + 2] - moved[newest + 2];
            System.arraycopy(moved, at + 3, sequence, at + 3, 3);
            sequence[at + 7] = moved[at + 7];
        }
    }

    private static boolean isEmpty(float[] moved, int at) {
        for (int i = at; i < at + MOVED; i++) {
            if (moved[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
