package io.millrace.kernels.spikes;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Counts events per address in bins of equal width.
 *
 * <p>Bin k covers {@code [k * binNanos, (k + 1) * binNanos)} of the events' clock, so the bins do not depend on how the
 * stream is cut. The first bin is the one that the first event, or the end of the first interval, falls into. A bin is
 * complete when the stream is known up to its end; empty bins are bins too. After a silence of more than
 * {@code maxGapBins} the empty ones are left out, and the index jumps.
 *
 * <p>Use: {@link #begin}, then {@link #take} for as long as {@link #hasBin} says so.
 *
 * <p>Time O(events + bins * addresses), state {@code 4 * addresses} bytes.
 */
public final class SpikeBinner implements KernelState {

    /** What the sign of an event does. */
    public enum Polarity {
        /** Nothing: every event counts 1. */
        ANY,
        /** An event of polarity -1 counts -1. */
        SIGNED,
        /** It counts apart: the counts of polarity +1 come first, then those of -1. */
        SPLIT
    }

    private static final long[] NO_TIMES = {};
    private static final int[] NO_ADDRESSES = {};
    private static final byte[] NO_POLARITIES = {};

    private final long binNanos;
    private final Polarity polarities;
    private final long maxGapBins;
    private final int space;
    private final float[] counts;
    private boolean started;
    private long bin;
    private long late;
    private long outside;
    private long skipped;

    private long[] timeNanos = NO_TIMES;
    private int[] address = NO_ADDRESSES;
    private byte[] polarity = NO_POLARITIES;
    private int next;
    private int count;
    private long untilBin;

    /**
     * A binner before its first event.
     *
     * @param addresses number of counts: size of the address space, twice that for {@link Polarity#SPLIT}
     * @param binNanos width of a bin, ns, at least 1
     * @param polarities what the sign of an event does
     * @param maxGapBins longest run of empty bins that is given out, 0 or more
     */
    public SpikeBinner(int addresses, long binNanos, Polarity polarities, int maxGapBins) {
        this.counts = new float[Require.inRange("addresses", addresses, 1, Integer.MAX_VALUE)];
        if (binNanos < 1) {
            throw new IllegalArgumentException(
                    "argument out of range: binNanos=" + binNanos + " (expected at least 1)");
        }
        this.binNanos = binNanos;
        this.polarities = polarities;
        this.space = polarities == Polarity.SPLIT ? addresses / 2 : addresses;
        this.maxGapBins = Require.inRange("maxGapBins", maxGapBins, 0, Integer.MAX_VALUE);
    }

    /**
     * Takes events, which must not change until {@link #hasBin} says no.
     *
     * @param times event times, ns, rising
     * @param addresses address of each event; those outside the space are counted in {@link #outside}
     * @param polarities sign of each event
     * @param n number of events
     * @param untilNanos time up to which the stream is known, ns; events at or after it move it on
     */
    public void begin(long[] times, int[] addresses, byte[] polarities, int n, long untilNanos) {
        timeNanos = times;
        address = addresses;
        polarity = polarities;
        count = n;
        next = 0;
        long last = n > 0 ? times[n - 1] : Long.MIN_VALUE;
        untilBin = Math.floorDiv(Math.max(untilNanos, last), binNanos);
        if (!started) {
            started = true;
            bin = n > 0 ? Math.min(untilBin, Math.floorDiv(times[0], binNanos)) : untilBin;
        }
    }

    /**
     * Counts on until a bin is complete or the events are used up.
     *
     * @return true if a bin waits for {@link #take}
     */
    public boolean hasBin() {
        while (next < count) {
            long of = Math.floorDiv(timeNanos[next], binNanos);
            if (of > bin) {
                break;
            }
            count(of);
        }
        if (next == count) {
            if (untilBin <= bin) {
                release();
                return false;
            }
        }
        return true;
    }

    private void count(long of) {
        int a = address[next];
        if (of < bin) {
            late++;
        } else if (a < 0 || a >= space) {
            outside++;
        } else {
            boolean apart = polarities == Polarity.SPLIT && polarity[next] < 0;
            counts[apart ? a + space : a] += polarities == Polarity.SIGNED ? polarity[next] : 1;
        }
        next++;
    }

    /**
     * Gives out the complete bin and begins the next.
     *
     * @param out receives one count per address
     * @return index of the bin: it began at {@code index * binNanos}
     */
    public long take(float[] out) {
        System.arraycopy(counts, 0, out, 0, counts.length);
        Arrays.fill(counts, 0f);
        long taken = bin;
        long goal = next < count ? Math.floorDiv(timeNanos[next], binNanos) : untilBin;
        long gap = goal - bin - 1;
        if (gap > maxGapBins) {
            skipped += gap;
            bin = goal;
        } else {
            bin++;
        }
        return taken;
    }

    private void release() {
        timeNanos = NO_TIMES;
        address = NO_ADDRESSES;
        polarity = NO_POLARITIES;
        count = 0;
        next = 0;
    }

    /**
     * Events that came after their bin had been given out.
     *
     * @return number since the start or the last reset
     */
    public long late() {
        return late;
    }

    /**
     * Events outside the address space.
     *
     * @return number since the start or the last reset
     */
    public long outside() {
        return outside;
    }

    /**
     * Empty bins that were left out.
     *
     * @return number since the start or the last reset
     */
    public long skippedBins() {
        return skipped;
    }

    @Override
    public long stateBytes() {
        return (long) Float.BYTES * counts.length;
    }

    @Override
    public void reset() {
        release();
        Arrays.fill(counts, 0f);
        started = false;
        bin = 0;
        late = 0;
        outside = 0;
        skipped = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeLong(bin);
        out.writeLong(late);
        out.writeLong(outside);
        out.writeLong(skipped);
        StateIo.writeFloats(out, counts);
    }

    @Override
    public void load(DataInput in) throws IOException {
        release();
        started = in.readBoolean();
        bin = in.readLong();
        late = in.readLong();
        outside = in.readLong();
        skipped = in.readLong();
        StateIo.readFloats(in, "spike-binner.counts", counts);
    }
}
