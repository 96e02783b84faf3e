package io.millrace.kernels.pointcloud;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the packets of the inertial unit in an Ouster sensor, and accounts for those that are missing, repeated or late.
 *
 * <pre>
 * read time u64 ns | accelerometer time u64 ns | gyroscope time u64 ns | acceleration 3 x f32 g | turning 3 x f32 deg/s
 * </pre>
 *
 * <p>All numbers are little-endian. What is given is in SI units and along the axes of the sensor's frame. A packet is known
 * by the time of its accelerometer. One whose time lies more than a second before the newest, or more than a minute after,
 * comes from a sensor that began anew. One thread at a time.
 *
 * @see <a href="https://static.ouster.dev/sensor-docs/">Ouster sensor documentation, IMU data packet format</a>
 */
public final class OusterImuReader implements KernelState {

    /** Length of a packet. */
    public static final int PACKET_BYTES = 48;

    private static final int AXES = 3;
    private static final int MATRIX = 16;
    private static final int TIMES = 8;
    private static final int ACCELERATION = 24;
    private static final int TURNING = 36;
    private static final double STANDARD_GRAVITY = 9.80665;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long BACK_NANOS = 1_000_000_000L;
    private static final long AHEAD_NANOS = 60_000_000_000L;
    private static final int REMEMBERED = 32;

    /** What became of a packet. */
    public enum Result {
        /** Its measurement can be read. */
        TAKEN,
        /** It has not the length of a packet of the inertial unit. */
        WRONG_LENGTH,
        /** A measurement is no number. */
        BAD_VALUE,
        /** It was there already. */
        DUPLICATE,
        /** A later one was there already. */
        LATE
    }

    private final double rateHz;
    private final double[] toSensor;
    private final long[] seen = new long[REMEMBERED];
    private final double[] vector = new double[AXES];
    private int seenCount;
    private int seenNext;
    private long newestNanos;
    private long lagNanos;
    private boolean began;
    private long missing;
    private long restarts;
    private byte[] packet = {};

    /**
     * Makes a reader.
     *
     * @param rateHz packets a second, above 0
     * @param toSensor {@code imu_to_sensor_transform}: 16 numbers, row-major; only the rotation is used, because the centimetre
     *     between unit and sensor changes neither by more than the unit's noise
     */
    public OusterImuReader(double rateHz, double[] toSensor) {
        this.rateHz = Require.positive("rateHz", rateHz);
        Require.inRange("transform", toSensor.length, MATRIX, MATRIX);
        this.toSensor = toSensor.clone();
    }

    /**
     * Takes a packet.
     *
     * @param bytes the packet, whole; read again by {@link #accelerationInto} and {@link #turningInto}
     * @return what became of it
     */
    public Result take(byte[] bytes) {
        if (bytes.length != PACKET_BYTES) {
            return Result.WRONG_LENGTH;
        }
        if (!isFinite(bytes)) {
            return Result.BAD_VALUE;
        }
        long nanos = Bytes.i64(bytes, TIMES);
        began = seenCount == 0 || isElsewhere(nanos);
        if (began) {
            restarts += seenCount == 0 ? 0 : 1;
            seenCount = 0;
            seenNext = 0;
        } else if (nanos <= newestNanos) {
            return wasSeen(nanos) ? Result.DUPLICATE : Result.LATE;
        } else {
            missing += Math.max(0, Math.round((nanos - newestNanos) * rateHz / NANOS_PER_SECOND) - 1);
        }
        newestNanos = nanos;
        lagNanos = Bytes.i64(bytes, TIMES + Long.BYTES) - nanos;
        seen[seenNext] = nanos;
        seenNext = (seenNext + 1) % REMEMBERED;
        seenCount = Math.min(REMEMBERED, seenCount + 1);
        packet = bytes;
        return Result.TAKEN;
    }

    /** Differences are those of unsigned numbers: what is far in either direction is large. */
    private boolean isElsewhere(long nanos) {
        long ahead = nanos - newestNanos;
        return ahead < -BACK_NANOS || ahead > AHEAD_NANOS;
    }

    private static boolean isFinite(byte[] bytes) {
        for (int at = ACCELERATION; at < PACKET_BYTES; at += Float.BYTES) {
            if (!Float.isFinite(Bytes.f32(bytes, at))) {
                return false;
            }
        }
        return true;
    }

    private boolean wasSeen(long nanos) {
        for (int i = 0; i < seenCount; i++) {
            if (seen[i] == nanos) {
                return true;
            }
        }
        return false;
    }

    /**
     * Acceleration of the packet last taken: that of a sensor at rest is upwards, as gravity does not show.
     *
     * @param out gets x, y, z in m/s^2
     */
    public void accelerationInto(float[] out) {
        turned(ACCELERATION, STANDARD_GRAVITY, out);
    }

    /**
     * Angular velocity of the packet last taken.
     *
     * @param out gets that about x, y, z in rad/s
     */
    public void turningInto(float[] out) {
        turned(TURNING, Math.toRadians(1), out);
    }

    private void turned(int at, double unit, float[] out) {
        for (int axis = 0; axis < AXES; axis++) {
            vector[axis] = unit * Bytes.f32(packet, at + axis * Float.BYTES);
        }
        for (int row = 0; row < AXES; row++) {
            int m = 4 * row;
            out[row] = (float) (toSensor[m] * vector[0] + toSensor[m + 1] * vector[1] + toSensor[m + 2] * vector[2]);
        }
    }

    /**
     * When the accelerometer of the packet last taken was read.
     *
     * @return ns of the sensor's clock
     */
    public long nanos() {
        return newestNanos;
    }

    /**
     * How much later its gyroscope was read.
     *
     * @return ns
     */
    public long lagNanos() {
        return lagNanos;
    }

    /**
     * Whether the packet last taken was the first, or the first of a sensor that began anew.
     *
     * @return true if nothing of what was before continues
     */
    public boolean began() {
        return began;
    }

    /**
     * Packets that should have come between those that came.
     *
     * @return count since the start
     */
    public long missing() {
        return missing;
    }

    /**
     * How often the sensor began anew.
     *
     * @return count since the start
     */
    public long restarts() {
        return restarts;
    }

    @Override
    public long stateBytes() {
        return (long) Long.BYTES * REMEMBERED + PACKET_BYTES;
    }

    @Override
    public void reset() {
        Arrays.fill(seen, 0);
        seenCount = 0;
        seenNext = 0;
        newestNanos = 0;
        lagNanos = 0;
        began = false;
        missing = 0;
        restarts = 0;
    }

    /** What was measured is no state: it is read before the next packet comes. */
    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(newestNanos);
        out.writeLong(missing);
        out.writeLong(restarts);
        out.writeInt(seenNext);
        out.writeInt(seenCount);
        for (long nanos : seen) {
            out.writeLong(nanos);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        reset();
        newestNanos = in.readLong();
        missing = in.readLong();
        restarts = in.readLong();
        seenNext = StateIo.readInt(in, "seenNext", 0, REMEMBERED - 1);
        seenCount = StateIo.readInt(in, "seenCount", 0, REMEMBERED);
        for (int i = 0; i < REMEMBERED; i++) {
            seen[i] = in.readLong();
        }
    }
}
