package io.millrace.operators.csi;

import io.millrace.kernels.csi.wire.TimestampUnwrapper;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Times on a chip's clock, anchored at the moment when its first packet, or the first after a restart, came. */
final class SensorClock {

    private final TimestampUnwrapper unwrapper = new TimestampUnwrapper();
    private int anchoredEpoch = -1;
    private long anchorNanos;

    /** When a packet was received by the chip, on the time scale of {@code nowNanos}. */
    long nanos(long micros32, long nowNanos) {
        long sinceBoot = unwrapper.nanos(micros32);
        if (unwrapper.epoch() != anchoredEpoch) {
            anchoredEpoch = unwrapper.epoch();
            anchorNanos = nowNanos - sinceBoot;
        }
        return anchorNanos + sinceBoot;
    }

    void reset() {
        unwrapper.reset();
        anchoredEpoch = -1;
        anchorNanos = 0;
    }

    void save(DataOutput out) throws IOException {
        unwrapper.save(out);
        out.writeInt(anchoredEpoch);
        out.writeLong(anchorNanos);
    }

    void load(DataInput in) throws IOException {
        unwrapper.load(in);
        anchoredEpoch = in.readInt();
        anchorNanos = in.readLong();
    }
}
