package io.millrace.kernels.time;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Maps the times of a sensor's clock, which runs a little fast or slow, onto the clock by which its records arrive.
 *
 * <p>A record arrives after it was taken, by a delay that is never negative and sometimes long; only the shortest delays
 * tell of the clocks. So of each block of time the record with the least difference {@code arrival - sensor} is kept, and
 * under those of the last blocks lies the line that has none of them below it and is closest to them all: offset and skew.
 * It is the edge of their lower convex hull above the mean time (the linear programme of Moon, Skelly and Towsley,
 * "Estimation and removal of clock skew from network delay measurements", INFOCOM 1999). One record in a block that came
 * quickly is enough; any number that came late change nothing.
 *
 * <p>The shortest delay of all cannot be told from an offset of the clocks: it counts as none. Mapped times never fall
 * within an epoch. An epoch ends where the clocks no longer agree by more than {@code jumpNanos}: at once if a record
 * seems to arrive before it was taken, after a block's length if all seem to take that much longer. One thread at a time.
 */
public final class ClockFit implements KernelState {

    private static final int LEAST_BLOCKS = 8;
    private static final int LEAST_LATE = 16;
    private static final double RESOLUTION_NANOS = 1000;
    private static final double SLEW = 0.1;

    private final long blockNanos;
    private final long jumpNanos;
    private final double mostSkew;
    private final double[] blockTime;
    private final double[] blockDifference;
    private final LowerLine line;
    private final double[] residual;
    private int blocks;
    private int epoch;
    private boolean started;
    private long firstNanos;
    private long firstDifference;
    private double newestTime;
    private double leastTime;
    private double leastDifference;
    private double blockBegan;
    private double offset;
    private double skew;
    private double jitter;
    private double correction;
    private double correctedAt;
    private int lateCount;
    private double lateSince;

    /** Creates a fit over the last 64 s, for clocks that agree within 500 ppm; 200 ms apart are a jump. */
    public ClockFit() {
        this(1_000_000_000L, 64, 200_000_000L, 500);
    }

    /**
     * Creates a fit.
     *
     * @param blockNanos length of a block, sensor time, ns, at least 1
     * @param blocks number of blocks fitted, 8..4096
     * @param jumpNanos how far the clocks may disagree before the sensor is taken to have begun anew, ns, at least 1
     * @param mostSkewPpm largest skew believed, parts in a million, above 0
     */
    public ClockFit(long blockNanos, int blocks, long jumpNanos, double mostSkewPpm) {
        this.blockNanos = Math.max(1, blockNanos);
        this.jumpNanos = Math.max(1, jumpNanos);
        this.mostSkew = Require.positive("mostSkewPpm", mostSkewPpm) * 1e-6;
        Require.inRange("blocks", blocks, LEAST_BLOCKS, 4096);
        this.blockTime = new double[blocks];
        this.blockDifference = new double[blocks];
        this.line = new LowerLine(blocks);
        this.residual = new double[blocks];
    }

    /**
     * Takes a record and maps its time.
     *
     * @param sensorNanos when it was taken, ns of the sensor's clock, which does not wrap
     * @param arrivalNanos when it arrived, ns of the other clock
     * @return when it was taken, ns of the other clock
     */
    public long map(long sensorNanos, long arrivalNanos) {
        if (!started) {
            start(sensorNanos, arrivalNanos);
        }
        double time = (double) (sensorNanos - firstNanos);
        double difference = (double) (arrivalNanos - sensorNanos - firstDifference);
        if (isJump(time, difference)) {
            restart();
            start(sensorNanos, arrivalNanos);
            time = 0;
            difference = 0;
        }
        if (time >= newestTime) {
            observe(time, difference);
        }
        return sensorNanos + firstDifference + Math.round(mapped(time));
    }

    /** Begins a new epoch with the next record: the sensor was restarted. */
    public void restart() {
        epoch++;
        forget();
    }

    private void forget() {
        started = false;
        blocks = 0;
        offset = 0;
        skew = 0;
        jitter = 0;
        correction = 0;
        lateCount = 0;
    }

    private void start(long sensorNanos, long arrivalNanos) {
        started = true;
        firstNanos = sensorNanos;
        firstDifference = arrivalNanos - sensorNanos;
        newestTime = 0;
        blockBegan = 0;
        leastTime = 0;
        leastDifference = 0;
        correctedAt = 0;
    }

    private double line(double time) {
        return offset + skew * time;
    }

    /** What is left of a correction that would have made time fall. */
    private double remaining(double time) {
        return Math.max(0, correction - SLEW * Math.max(0, time - correctedAt));
    }

    private double mapped(double time) {
        return line(time) + remaining(time);
    }

    private boolean isJump(double time, double difference) {
        double beyond = difference - line(time);
        if (beyond < -jumpNanos || newestTime - time > jumpNanos) {
            return true;
        }
        if (beyond <= jumpNanos) {
            lateCount = 0;
            return false;
        }
        lateSince = lateCount == 0 ? time : lateSince;
        lateCount++;
        return lateCount >= LEAST_LATE && time - lateSince >= blockNanos;
    }

    private void observe(double time, double difference) {
        double before = mapped(time);
        if (difference < line(time)) {
            offset += difference - line(time);
        }
        if (time - blockBegan >= blockNanos) {
            closeBlock();
            blockBegan = time;
            leastTime = time;
            leastDifference = difference;
        } else if (difference < leastDifference) {
            leastTime = time;
            leastDifference = difference;
        }
        correction = Math.max(0, before - line(time));
        correctedAt = time;
        newestTime = time;
    }

    private void closeBlock() {
        if (blocks == blockTime.length) {
            System.arraycopy(blockTime, 1, blockTime, 0, blocks - 1);
            System.arraycopy(blockDifference, 1, blockDifference, 0, blocks - 1);
            blocks--;
        }
        blockTime[blocks] = leastTime;
        blockDifference[blocks] = leastDifference;
        blocks++;
        fit();
    }

    private void fit() {
        if (blocks < LEAST_BLOCKS) {
            line.level(blockDifference, blocks);
        } else {
            line.fit(blockTime, blockDifference, blocks, mostSkew);
        }
        skew = line.slope();
        offset = line.offset();
        for (int i = 0; i < blocks; i++) {
            residual[i] = blockDifference[i] - line(blockTime[i]);
        }
        jitter = median(residual, blocks);
    }

    private static double median(double[] values, int count) {
        for (int i = 1; i < count; i++) { // few and nearly in order from block to block
            double value = values[i];
            int at = i;
            while (at > 0 && values[at - 1] > value) {
                values[at] = values[at - 1];
                at--;
            }
            values[at] = value;
        }
        return count == 0 ? 0 : values[count / 2];
    }

    /**
     * How well the last mapped time is known, but for the shortest delay, which counts as none.
     *
     * @return half width, ns: the clock's microsecond, how far the quickest record of a block usually lies above the line,
     *     what is still being corrected, and while the skew is not known what it may amount to
     */
    public long uncertaintyNanos() {
        double unknownSkew = blocks < LEAST_BLOCKS ? mostSkew * newestTime : 0;
        return Math.round(RESOLUTION_NANOS + jitter + remaining(newestTime) + unknownSkew);
    }

    /**
     * How much slower than the other the sensor's clock runs.
     *
     * @return parts in a million, negative if it is fast; 0 while not known
     */
    public double skewPpm() {
        return skew * 1e6;
    }

    /**
     * How often the sensor has begun anew.
     *
     * @return 0 for the first epoch
     */
    public int epoch() {
        return epoch;
    }

    @Override
    public long stateBytes() {
        return 2L * Double.BYTES * blockTime.length + 17 * Long.BYTES;
    }

    @Override
    public void reset() {
        forget();
        start(0, 0); // so that what is saved is what a new fit saves
        started = false;
        lateSince = 0;
        epoch = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeInt(epoch);
        out.writeInt(blocks);
        for (int i = 0; i < blocks; i++) {
            out.writeDouble(blockTime[i]);
            out.writeDouble(blockDifference[i]);
        }
        out.writeLong(firstNanos);
        out.writeLong(firstDifference);
        for (double value : new double[] {
            newestTime, leastTime, leastDifference, blockBegan, offset, skew, jitter, correction, correctedAt, lateSince
        }) {
            out.writeDouble(value);
        }
        out.writeInt(lateCount);
    }

    @Override
    public void load(DataInput in) throws IOException {
        reset();
        started = in.readBoolean();
        epoch = StateIo.readInt(in, "clock.epoch", 0, Integer.MAX_VALUE);
        blocks = StateIo.readInt(in, "clock.blocks", 0, blockTime.length);
        for (int i = 0; i < blocks; i++) {
            blockTime[i] = in.readDouble();
            blockDifference[i] = in.readDouble();
        }
        firstNanos = in.readLong();
        firstDifference = in.readLong();
        newestTime = in.readDouble();
        leastTime = in.readDouble();
        leastDifference = in.readDouble();
        blockBegan = in.readDouble();
        offset = in.readDouble();
        skew = in.readDouble();
        jitter = in.readDouble();
        correction = in.readDouble();
        correctedAt = in.readDouble();
        lateSince = in.readDouble();
        lateCount = StateIo.readInt(in, "clock.late", 0, Integer.MAX_VALUE);
    }
}
