package io.millrace.kernels.pointcloud;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Undoes the motion of the sensor during a sweep, as its poses tell it: every point, measured at its own time, is moved to where a sensor that
 * stood still would have seen it. The motion within a sweep is constant: a velocity v (m/s, along the axes that the sensor
 * had at the start of the sweep) and a turn about a fixed axis with rate w (rad/s). At time t after the start the sensor is
 * at v t, turned by R(t) = slerp(1, q, t / D), which is the rotation by |w| t about w. A point x of time t becomes
 *
 * <pre>
 * in the frame of the start   R(t) x + v t
 * in the frame of the end     R(T)' (R(t) x + v (t - T))       = R(t - T) x + R(T)' v (t - T)
 * in the world                Q (R(t) x + v t) + P
 * </pre>
 *
 * <p>with T the length of the sweep and P, Q the pose at its start. From poses the motion is that between the last pose
 * and this one, D s apart: q = Q0* Q, the shorter way round, and v = Q* (P - P0) / D; it is the motion of the sweep before,
 * continued, so that no cloud waits for the pose after it. Times outside 0..T continue the motion too. {@link ConstantMotion} is for a
 * velocity that is known. One sine and cosine
 * a point, all in double; one thread at a time.
 *
 * @see <a href="https://doi.org/10.1145/325165.325242">Shoemake, Animating rotation with quaternion curves (slerp)</a>
 */
public final class PoseMotion implements KernelState {

    /** Numbers of a pose: x, y, z in m, then the quaternion x, y, z, w that turns the sensor's axes into the world's. */
    public static final int POSE_FIELDS = 7;

    private static final int AXES = 3;
    private static final double NANOS_PER_SECOND = 1e9;
    /** A mean of two quaternions of which one has the other sign is shorter than this, and no rotation between them. */
    private static final double LEAST_NORM = 0.5;

    private static final double GREATEST_NORM = 2;
    private static final double LEAST_TURN = 1e-12;

    private final int fields;
    private final int timeField;
    private final Target target;
    private final double referenceSeconds;
    private final double longestGapSeconds;

    private final double[] velocity = new double[AXES];
    private final double[] axis = {0, 0, 1};
    private double rate;
    private final double[] pose = {0, 0, 0, 0, 0, 0, 1};
    private final double[] next = new double[POSE_FIELDS];
    private boolean posed;
    private long poseNanos;

    /** Where points are moved to. */
    public enum Target {
        /** Where the sensor was at the start of the sweep. */
        START,
        /** Where the sensor is at the end of the sweep. */
        END,
        /** The frame that poses are given in. */
        WORLD
    }

    /**
     * Makes it, at rest.
     *
     * @param fields numbers of a point, 3..64; the first three are its position
     * @param timeField 0-based field with the time after the start of the sweep, s; -1 if points have none
     * @param target where points are moved to
     * @param sweepSeconds length T of a sweep, s, above 0
     * @param longestGapSeconds poses further apart say nothing of the motion, s, above 0
     */
    public PoseMotion(int fields, int timeField, Target target, double sweepSeconds, double longestGapSeconds) {
        this.fields = Require.inRange("fields", fields, AXES, 64);
        this.timeField = Require.inRange("timeField", timeField, -1, fields - 1);
        this.target = target;
        this.referenceSeconds = target == Target.END ? Require.positive("sweepSeconds", sweepSeconds) : 0;
        this.longestGapSeconds = Require.positive("longestGapSeconds", longestGapSeconds);
    }

    /**
     * Takes the pose at the start of a sweep; the motion is that since the last one. The first one, and one that is not
     * later than the last or too long after it, says nothing of the motion: there is none.
     *
     * @param values {@link #POSE_FIELDS} numbers; the quaternion need not be quite of length 1
     * @param nanos its time, ns
     * @return false if it is no pose (a number is not finite, or the quaternion no rotation); nothing has changed then
     */
    public boolean pose(float[] values, long nanos) {
        if (!read(values)) {
            return false;
        }
        double seconds = (nanos - poseNanos) / NANOS_PER_SECOND;
        if (posed && seconds > 0 && seconds <= longestGapSeconds) {
            between(seconds);
        } else {
            Arrays.fill(velocity, 0);
            rate = 0;
        }
        System.arraycopy(next, 0, pose, 0, POSE_FIELDS);
        posed = true;
        poseNanos = nanos;
        return true;
    }

    private boolean read(float[] values) {
        double square = 0;
        boolean finite = values.length == POSE_FIELDS;
        for (int i = 0; i < POSE_FIELDS && finite; i++) {
            next[i] = values[i];
            finite = Float.isFinite(values[i]);
            square += i < AXES ? 0 : next[i] * next[i];
        }
        double norm = Math.sqrt(square);
        if (!finite || norm < LEAST_NORM || norm > GREATEST_NORM) {
            return false;
        }
        for (int i = AXES; i < POSE_FIELDS; i++) {
            next[i] /= norm;
        }
        return true;
    }

    private void between(double seconds) {
        // q = conjugate of the last times the new one.
        double ax = -pose[3];
        double ay = -pose[4];
        double az = -pose[5];
        double aw = pose[6];
        double x = aw * next[3] + ax * next[6] + ay * next[5] - az * next[4];
        double y = aw * next[4] - ax * next[5] + ay * next[6] + az * next[3];
        double z = aw * next[5] + ax * next[4] - ay * next[3] + az * next[6];
        double w = aw * next[6] - ax * next[3] - ay * next[4] - az * next[5];
        double sine = Math.sqrt(x * x + y * y + z * z);
        double sign = w < 0 ? -1 : 1; // q and -q are one rotation; of the two ways round the shorter is meant
        if (sine < LEAST_TURN) {
            rate = 0;
        } else {
            rate = 2 * Math.atan2(sine, sign * w) / seconds;
            axis[0] = sign * x / sine;
            axis[1] = sign * y / sine;
            axis[2] = sign * z / sine;
        }
        double dx = (next[0] - pose[0]) / seconds;
        double dy = (next[1] - pose[1]) / seconds;
        double dz = (next[2] - pose[2]) / seconds;
        // The columns of Q are the sensor's axes in the world, so v is their products with the world's velocity.
        for (int column = 0; column < AXES; column++) {
            velocity[column] =
                    dx * matrix(next, 0, column) + dy * matrix(next, 1, column) + dz * matrix(next, 2, column);
        }
    }

    /** One element of the rotation matrix of a pose's quaternion. */
    private static double matrix(double[] pose, int row, int column) {
        double w = pose[6];
        double mixed = 2 * pose[AXES + row] * pose[AXES + column];
        if (row == column) {
            return 2 * w * w - 1 + mixed;
        }
        int third = AXES - row - column;
        boolean cyclic = (row + 1) % AXES == column;
        return mixed + (cyclic ? -2 : 2) * w * pose[AXES + third];
    }

    /**
     * Speed of the motion.
     *
     * @return m/s, 0 or more
     */
    public double speed() {
        return Math.sqrt(velocity[0] * velocity[0] + velocity[1] * velocity[1] + velocity[2] * velocity[2]);
    }

    /**
     * Moves the points of a sweep; their other fields stay.
     *
     * @param points {@code fields} numbers for each point
     * @param moved gets the moved points, as long as {@code points}
     * @return points whose time is not finite, or that have none: taken as measured at the start
     */
    public int moveInto(float[] points, float[] moved) {
        System.arraycopy(points, 0, moved, 0, points.length);
        boolean still = rate == 0 && speed() == 0;
        double cosine = Math.cos(rate * -referenceSeconds);
        double sine = Math.sin(rate * -referenceSeconds);
        double cx = turned(0, velocity[0], velocity[1], velocity[2], cosine, sine);
        double cy = turned(1, velocity[0], velocity[1], velocity[2], cosine, sine);
        double cz = turned(2, velocity[0], velocity[1], velocity[2], cosine, sine);
        int untimed = 0;
        for (int at = 0; at + fields <= points.length; at += fields) {
            double time = timeField < 0 ? Double.NaN : points[at + timeField];
            if (!Double.isFinite(time)) {
                untimed++;
                time = 0;
            }
            if (still && target != Target.WORLD) {
                continue; // not a bit changes, and infinity stays what it is
            }
            double seconds = time - referenceSeconds;
            double c = Math.cos(rate * seconds);
            double s = Math.sin(rate * seconds);
            double x = points[at];
            double y = points[at + 1];
            double z = points[at + 2];
            put(
                    moved,
                    at,
                    turned(0, x, y, z, c, s) + cx * seconds,
                    turned(1, x, y, z, c, s) + cy * seconds,
                    turned(2, x, y, z, c, s) + cz * seconds);
        }
        return untimed;
    }

    /** One coordinate of a vector turned about the axis: Rodrigues' formula. */
    private double turned(int to, double x, double y, double z, double cosine, double sine) {
        double along = axis[0] * x + axis[1] * y + axis[2] * z;
        double across = switch (to) {
            case 0 -> axis[1] * z - axis[2] * y;
            case 1 -> axis[2] * x - axis[0] * z;
            default -> axis[0] * y - axis[1] * x;
        };
        double self = to == 0 ? x : to == 1 ? y : z;
        return self * cosine + across * sine + axis[to] * along * (1 - cosine);
    }

    private void put(float[] moved, int at, double x, double y, double z) {
        if (target == Target.WORLD) {
            for (int row = 0; row < AXES; row++) {
                moved[at + row] = (float)
                        (matrix(pose, row, 0) * x + matrix(pose, row, 1) * y + matrix(pose, row, 2) * z + pose[row]);
            }
        } else {
            moved[at] = (float) x;
            moved[at + 1] = (float) y;
            moved[at + 2] = (float) z;
        }
    }

    @Override
    public long stateBytes() {
        return 8L * (POSE_FIELDS + 1) + 1;
    }

    @Override
    public void reset() {
        posed = false;
        poseNanos = 0;
        Arrays.fill(pose, 0);
        pose[POSE_FIELDS - 1] = 1;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(posed);
        out.writeLong(poseNanos);
        for (double value : pose) {
            out.writeDouble(value);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        posed = in.readBoolean();
        poseNanos = in.readLong();
        for (int i = 0; i < POSE_FIELDS; i++) {
            pose[i] = in.readDouble();
        }
    }
}
