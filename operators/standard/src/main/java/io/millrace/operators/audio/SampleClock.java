package io.millrace.operators.audio;

import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The time of every sample of an even stream, from the times of packets that come unevenly: a line with the nominal rate as
 * its slope. No packet arrives before its last sample was taken, but any may arrive late, in bunches under load: so a packet
 * that is early moves the line back as fast as time can go slower without turning back, one that is late moves it on a
 * little, as a drifting clock needs. Only where packets stay late for a second, samples are missing, and time begins anew;
 * so it does where packets are early by ten seconds, because a clock was set.
 */
final class SampleClock implements KernelState {

    private static final long LATE_NANOS = 100_000_000;
    private static final long EARLY_NANOS = -10_000_000_000L;
    private static final double PATIENCE_SECONDS = 1;

    /** While samples pass, the line moves by at most these parts of their length, so that time never stands still. */
    private static final int EARLY_PART = 2;

    private static final int LATE_PART = 64;
    private static final int EARLY_SMOOTHING = 4;
    private static final int LATE_SMOOTHING = 256;

    private final double nanosPerSample;
    private final long patienceSamples;
    private boolean started;
    private long originNanos;
    private long count;
    private long outOfStep;
    private long pendingNanos;

    SampleClock(double sampleRateHz) {
        this.nanosPerSample = 1e9 / sampleRateHz;
        this.patienceSamples = Math.round(PATIENCE_SECONDS * sampleRateHz);
    }

    /**
     * Takes a packet; false if time begins anew with it (true for the first).
     *
     * @param firstNanos when its first sample was taken, by its own account
     * @param samples its length
     */
    boolean packet(long firstNanos, int samples) {
        if (!started) {
            begin(firstNanos);
            return true;
        }
        long error = firstNanos - nanos(0);
        outOfStep = error > LATE_NANOS || error < EARLY_NANOS ? outOfStep + samples : 0;
        if (outOfStep > patienceSamples) {
            begin(firstNanos);
            return false;
        }
        pendingNanos = error < 0 ? error / EARLY_SMOOTHING : error / LATE_SMOOTHING;
        return true;
    }

    private void begin(long nanos) {
        started = true;
        originNanos = nanos;
        count = 0;
        outOfStep = 0;
        pendingNanos = 0;
    }

    /** Goes on by so many samples. */
    void advance(int samples) {
        long length = (long) (samples * nanosPerSample);
        long move = Math.max(-length / EARLY_PART, Math.min(length / LATE_PART, pendingNanos));
        pendingNanos -= move;
        originNanos += move;
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
        outOfStep = 0;
        pendingNanos = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeLong(originNanos);
        out.writeLong(count);
        out.writeLong(outOfStep);
        out.writeLong(pendingNanos);
    }

    @Override
    public void load(DataInput in) throws IOException {
        started = in.readBoolean();
        originNanos = in.readLong();
        count = in.readLong();
        outOfStep = in.readLong();
        pendingNanos = in.readLong();
    }
}
