package io.millrace.operators.pointcloud;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.kernels.pointcloud.OusterImuReader;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** Packet to acceleration and angular velocity, timed. */
final class OusterImuProcessor implements Processor {

    private static final List<String> PARTS = List.of("acceleration", "angular-velocity", "angular-velocity-lag");
    private static final Shape VECTOR = Shape.of(3);
    private static final Shape ONE = Shape.of(1);
    private static final double SECONDS_PER_NANO = 1e-9;

    private final OusterImuReader reader;
    private final OusterTime time;
    private final Gauge missing = Gauge.of("missing-packets", "Packets that never arrived between those that did.");
    private final Gauge restarts = Gauge.of("restarts", "How often the sensor began anew.");
    private long sequence;

    OusterImuProcessor(OusterImuReader reader, OusterTime time) {
        this.reader = reader;
        this.time = time;
    }

    @Override
    public List<Gauge> gauges() {
        return List.of(missing, restarts);
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        DropReason reason = OusterImu.REASONS.get(reader.take(frame.tensor().asBytes()));
        if (reason != null) {
            out.drop(reason);
            return;
        }
        if (reader.began()) {
            time.anchor(reader.nanos(), frame.timeNanos());
        }
        time.follow(reader.nanos(), frame.timeNanos());
        missing.set((double) reader.missing());
        restarts.set((double) reader.restarts());
        float[] acceleration = new float[3];
        float[] turning = new float[3];
        reader.accelerationInto(acceleration);
        reader.turningInto(turning);
        out.emit(new Frame(
                sequence++,
                time.nanos(reader.nanos()),
                Math.max(time.uncertaintyNanos(), frame.uncertaintyNanos()),
                frame.arrivalNanos(),
                Bundle.of(
                        PARTS, Tensor.of(VECTOR, acceleration), Tensor.of(VECTOR, turning), Tensor.of(ONE, new float[] {
                            (float) (reader.lagNanos() * SECONDS_PER_NANO)
                        })),
                frame.provenance()));
    }

    @Override
    public void reset() {
        reader.reset();
        time.reset();
        sequence = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        reader.save(out);
        time.save(out);
        out.writeLong(sequence);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        reader.load(in);
        time.load(in);
        sequence = in.readLong();
    }
}
