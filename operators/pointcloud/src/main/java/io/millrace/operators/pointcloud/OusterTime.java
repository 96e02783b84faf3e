package io.millrace.operators.pointcloud;

import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.time.ClockFit;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Times on an Ouster sensor's clock: anchored at an arrival, or mapped onto the host's clock by a fit that follows the drift.
 * The fit takes every packet, because the one that came quickest says most; a turn begins before its newest packet, so its
 * time is reckoned back from there.
 */
final class OusterTime {

    private static final long RESOLUTION_NANOS = 1_000;
    private static final double PER_MILLION = 1e-6;

    private final @Nullable ClockFit fit;
    private boolean anchored;
    private long anchorNanos;
    private long newestSensorNanos;
    private long newestHostNanos;

    OusterTime(LidarClock clock) {
        this.fit = clock == LidarClock.HOST ? new ClockFit() : null;
    }

    /** The stream on the clock that its times are of: the sensor's own one has a name of its own. */
    static StreamSpec on(LidarClock clock, String sensorClock, StreamSpec stream) {
        return stream.withClockDomain(clock == LidarClock.HOST ? StreamSpec.HOST_CLOCK : sensorClock);
    }

    /** Takes note of a packet. */
    void follow(long sensorNanos, long arrivalNanos) {
        if (fit != null) {
            newestHostNanos = fit.map(sensorNanos, arrivalNanos);
            newestSensorNanos = sensorNanos;
        }
    }

    boolean isAnchored() {
        return anchored;
    }

    /** From here on the sensor's clock counts, unless the host's is followed. */
    void anchor(long sensorNanos, long arrivalNanos) {
        anchored = true;
        anchorNanos = arrivalNanos - sensorNanos;
    }

    /** When something was measured that is not newer than the newest packet. */
    long nanos(long sensorNanos) {
        if (fit == null) {
            return anchorNanos + sensorNanos;
        }
        long before = newestSensorNanos - sensorNanos;
        return newestHostNanos - before - Math.round(before * fit.skewPpm() * PER_MILLION);
    }

    /** How well the last time is known. */
    long uncertaintyNanos() {
        return fit == null ? RESOLUTION_NANOS : fit.uncertaintyNanos();
    }

    static long stateBytes(LidarClock clock) {
        return clock == LidarClock.HOST ? new ClockFit().stateBytes() : 0;
    }

    void reset() {
        anchored = false;
        anchorNanos = 0;
        newestSensorNanos = 0;
        newestHostNanos = 0;
        if (fit != null) {
            fit.reset();
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeBoolean(anchored);
        out.writeLong(anchorNanos);
        out.writeLong(newestSensorNanos);
        out.writeLong(newestHostNanos);
        if (fit != null) {
            fit.save(out);
        }
    }

    void load(DataInput in) throws IOException {
        anchored = in.readBoolean();
        anchorNanos = in.readLong();
        newestSensorNanos = in.readLong();
        newestHostNanos = in.readLong();
        if (fit != null) {
            fit.load(in);
        }
    }
}
