package io.millrace.kernels.pointcloud;

/**
 * Moves each point to where a sensor with constant velocity would have seen it at one common instant.
 *
 * <p>The sensor moves with v (m/s) and turns with w (rad/s), both in its own axes. A point seen dt after the instant is
 * moved by the screw motion Exp(dt (v, w)): rotated by Rodrigues' formula, then shifted by V(dt w) dt v.
 *
 * @see <a href="https://www.ethaneade.com/lie.pdf">Eade, Lie groups for 2D and 3D transformations, section 3.2</a>
 */
public final class ConstantMotion {

    private static final double SMALL_RADIANS = 1e-4;

    private final double[] velocity = new double[3];
    private final double[] turning = new double[3];

    /** Makes a sensor that stands still. */
    public ConstantMotion() {}

    /**
     * Sets how the sensor moves.
     *
     * @param metersPerSecond velocity along x, y, z of the sensor
     * @param radiansPerSecond rate of turning about x, y, z of the sensor
     */
    public void set(double[] metersPerSecond, double[] radiansPerSecond) {
        System.arraycopy(metersPerSecond, 0, velocity, 0, 3);
        System.arraycopy(radiansPerSecond, 0, turning, 0, 3);
    }

    /**
     * Moves x, y, z of one point; its other fields stay.
     *
     * @param points rows, x, y, z in m first; changed
     * @param at index of x
     * @param seconds when the point was seen, after the common instant
     */
    public void move(float[] points, int at, double seconds) {
        double wx = turning[0] * seconds;
        double wy = turning[1] * seconds;
        double wz = turning[2] * seconds;
        double square = wx * wx + wy * wy + wz * wz;
        double angle = Math.sqrt(square);
        boolean small = angle < SMALL_RADIANS; // the quotients lose their digits there, their series do not
        double a = small ? 1 - square / 6 : Math.sin(angle) / angle;
        double b = small ? 0.5 - square / 24 : (1 - Math.cos(angle)) / square;
        double c = small ? 1.0 / 6 - square / 120 : (1 - a) / square;
        double x = points[at];
        double y = points[at + 1];
        double z = points[at + 2];
        double vx = velocity[0] * seconds;
        double vy = velocity[1] * seconds;
        double vz = velocity[2] * seconds;
        // R p + V v = p + v + w x u + b w x (w x p) + c w x (w x v), where w x (w x k) = w (w . k) - w^2 k
        double ux = a * x + b * vx;
        double uy = a * y + b * vy;
        double uz = a * z + b * vz;
        double sx = b * x + c * vx;
        double sy = b * y + c * vy;
        double sz = b * z + c * vz;
        double along = wx * sx + wy * sy + wz * sz;
        points[at] = (float) (x + vx + wy * uz - wz * uy + wx * along - square * sx);
        points[at + 1] = (float) (y + vy + wz * ux - wx * uz + wy * along - square * sy);
        points[at + 2] = (float) (z + vz + wx * uy - wy * ux + wz * along - square * sz);
    }
}
