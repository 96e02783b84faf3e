package io.millrace.operators.audio;

import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The time of every sample of an even stream, from the times of packets that come unevenly: a line through the first
 * packet with the nominal rate as its slope, moved a little towards each further one.
 */
final class SampleClock implements KernelState {

    private static final long RESYNC_NANOS = 100_000_000;
    private static final int SMOOTHING = 64;

    /** A packet moves the clock by at most this part of its length, so that time never stands still. */
    private static final int MOVE_PART = 8;

    private final double nanosPerSample;
    private boolean started;
    private long originNanos;
    private long count;

    SampleClock(double sampleRateHz) {
        this.nanosPerSample = 1e9 / sampleRateHz;
    }

    /**
     * Takes a packet; false if it is so far out of step that time began anew with it (true for the first).
     *
     * @param firstNanos when its first sample was taken, by its own account
     * @param samples its length
     */
    boolean packet(long firstNanos, int samples) {
        long error = firstNanos - nanos(0);
        boolean inStep = started && Math.abs(error) <= RESYNC_NANOS;
        boolean first = !started;
        if (inStep) {
            long most = (long) (samples * nanosPerSample / MOVE_PART);
            originNanos += Math.max(-most, Math.min(most, error / SMOOTHING));
        } else {
            originNanos = firstNanos;
            count = 0;
            started = true;
        }
        return inStep || first;
    }

    /** Goes on by so many samples. */
    void advance(int samples) {
        count += samples;
    }

    /** When a sample was taken, counted from the next one. */
    long nanos(int offset) {
        return originNanos + Math.round((count + offset) * nanosPerSample);
    }

    @Override
    public long stateBytes() {
        return 0;
    }

    @Override
    public void reset() {
        started = false;
        originNanos = 0;
        count = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeLong(originNanos);
        out.writeLong(count);
    }

    @Override
    public void load(DataInput in) throws IOException {
        started = in.readBoolean();
        originNanos = in.readLong();
        count = in.readLong();
    }
}
