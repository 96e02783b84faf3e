package io.millrace.kernels.time;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Turns the chip's 32-bit microsecond clock of one sender into nanoseconds that do not wrap, one epoch per boot.
 *
 * <p>The counter wraps every 2<sup>32</sup> microseconds (about 71.6 minutes) and starts near zero after a restart. A step
 * back within the lateness is a late packet and keeps its own, earlier time. Any other step back is a wrap if that implies
 * a silence no longer than {@code longestSilenceMicros}, else a restart: a new epoch whose times start from the new
 * count. A restart within that silence before a wrap cannot be told from the wrap.
 *
 * <p>Within an epoch the times of packets that are not late never decrease. One thread at a time.
 */
public final class TimestampUnwrapper implements KernelState {

    private static final long MASK = 0xFFFF_FFFFL;

    private final long latenessMicros;
    private final long longestSilenceMicros;
    private boolean started;
    private long latestMicros;
    private int epoch;
    private boolean late;

    /** Creates an unwrapper that allows 1 s of lateness and takes a silence of up to 60 s across a wrap. */
    public TimestampUnwrapper() {
        this(1_000_000, 60_000_000);
    }

    /**
     * Creates an unwrapper.
     *
     * @param latenessMicros the largest step back in microseconds that is a late packet, not negative
     * @param longestSilenceMicros the longest silence in microseconds across a wrap; with the lateness less than
     *     2<sup>32</sup>
     * @throws IllegalArgumentException if a limit is out of range
     */
    public TimestampUnwrapper(long latenessMicros, long longestSilenceMicros) {
        if (latenessMicros < 0 || longestSilenceMicros < 0 || latenessMicros + longestSilenceMicros > MASK) {
            throw new IllegalArgumentException("limits out of range: latenessMicros=" + latenessMicros
                    + ", longestSilenceMicros=" + longestSilenceMicros
                    + " (expected both not negative and together below 2^32)");
        }
        this.latenessMicros = latenessMicros;
        this.longestSilenceMicros = longestSilenceMicros;
    }

    /**
     * Unwraps one timestamp.
     *
     * @param micros32 the chip's count in microseconds; only the low 32 bits are used
     * @return nanoseconds since the boot of the current {@link #epoch}
     */
    public long nanos(long micros32) {
        long micros = micros32 & MASK;
        long last = latestMicros & MASK;
        long back = last - micros & MASK;
        late = started && back != 0 && back <= latenessMicros && back <= latestMicros;
        if (late) {
            return (latestMicros - back) * 1000;
        }
        long ahead = micros - last & MASK;
        if (!started) {
            started = true;
            latestMicros = micros;
        } else if (micros >= last || ahead <= longestSilenceMicros) {
            latestMicros += ahead;
        } else {
            epoch++;
            latestMicros = micros;
        }
        return latestMicros * 1000;
    }

    /**
     * Returns the number of restarts seen.
     *
     * @return 0 for the first boot, one more after every restart
     */
    public int epoch() {
        return epoch;
    }

    /**
     * Returns whether the last timestamp was a late one.
     *
     * @return true when it was older than one before it, within the lateness
     */
    public boolean isLate() {
        return late;
    }

    /**
     * Returns the latest time of the current epoch, for a checkpoint.
     *
     * @return nanoseconds since boot, -1 before the first timestamp
     */
    public long latestNanos() {
        return started ? latestMicros * 1000 : -1;
    }

    /**
     * Continues from a checkpoint.
     *
     * @param latestNanos what {@link #latestNanos} returned
     * @param restoredEpoch what {@link #epoch} returned
     */
    public void restore(long latestNanos, int restoredEpoch) {
        started = latestNanos >= 0;
        latestMicros = started ? latestNanos / 1000 : 0;
        epoch = restoredEpoch;
        late = false;
    }

    @Override
    public long stateBytes() {
        return Long.BYTES + Integer.BYTES;
    }

    @Override
    public void reset() {
        restore(-1, 0);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(latestNanos());
        out.writeInt(epoch);
    }

    @Override
    public void load(DataInput in) throws IOException {
        long latestNanos = in.readLong();
        restore(latestNanos, StateIo.readInt(in, "timestamp.epoch", 0, Integer.MAX_VALUE));
    }
}
