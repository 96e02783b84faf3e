package io.millrace.operators.csi;

import io.millrace.kernels.time.ClockFit;
import io.millrace.kernels.time.TimestampUnwrapper;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Times on a chip's clock: anchored at the moment when its first packet, or the first after a restart, came; or mapped onto
 * the host's clock by a fit that follows the drift.
 */
final class SensorClock {

    /** The chip counts microseconds. */
    private static final long RESOLUTION_NANOS = 1_000;

    private final TimestampUnwrapper unwrapper = new TimestampUnwrapper();
    private final @Nullable ClockFit fit;
    private int anchoredEpoch = -1;
    private long anchorNanos;

    SensorClock(boolean onHostClock) {
        this.fit = onHostClock ? new ClockFit() : null;
    }

    /** When a packet was received by the chip, on the time scale of {@code nowNanos}. */
    long nanos(long micros32, long nowNanos) {
        long sinceBoot = unwrapper.nanos(micros32);
        boolean booted = unwrapper.epoch() != anchoredEpoch;
        if (booted) {
            boolean first = anchoredEpoch < 0;
            anchoredEpoch = unwrapper.epoch();
            anchorNanos = nowNanos - sinceBoot;
            if (fit != null && !first) {
                fit.restart();
            }
        }
        return fit == null ? anchorNanos + sinceBoot : fit.map(sinceBoot, nowNanos);
    }

    /** How well the last time is known. */
    long uncertaintyNanos() {
        return fit == null ? RESOLUTION_NANOS : fit.uncertaintyNanos();
    }

    long stateBytes() {
        return fit == null ? 0 : fit.stateBytes();
    }

    void reset() {
        unwrapper.reset();
        anchoredEpoch = -1;
        anchorNanos = 0;
        if (fit != null) {
            fit.reset();
        }
    }

    void save(DataOutput out) throws IOException {
        unwrapper.save(out);
        out.writeInt(anchoredEpoch);
        out.writeLong(anchorNanos);
        if (fit != null) {
            fit.save(out);
        }
    }

    void load(DataInput in) throws IOException {
        unwrapper.load(in);
        anchoredEpoch = in.readInt();
        anchorNanos = in.readLong();
        if (fit != null) {
            fit.load(in);
        }
    }
}
