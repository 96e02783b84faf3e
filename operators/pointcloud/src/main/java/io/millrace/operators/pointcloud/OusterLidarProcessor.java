package io.millrace.operators.pointcloud;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Processor;
import io.millrace.kernels.pointcloud.OusterAssembler;
import io.millrace.kernels.pointcloud.OusterProjection;
import io.millrace.kernels.pointcloud.OusterScan;
import io.millrace.kernels.pointcloud.OusterSensor;
import io.millrace.operators.support.FrameHead;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Packet to cloud: assemble, project, time. */
final class OusterLidarProcessor implements Processor {

    private final OusterSensor sensor;
    private final OusterAssembler assembler;
    private final OusterProjection projection;
    private final OusterTime clock;
    private final Gauge missing = Gauge.of("missing-columns", "Columns of finished turns that never arrived.");
    private final Gauge returns = Gauge.of("returns", "Points of the last turn.");
    private final Shape imageShape;
    private @Nullable Frame newest;
    private long lastSensorNanos;
    private long sequence;

    OusterLidarProcessor(OusterSensor sensor, OusterTime clock) {
        this.sensor = sensor;
        this.clock = clock;
        this.assembler = new OusterAssembler(sensor);
        this.projection = new OusterProjection(sensor);
        this.imageShape = Shape.of(sensor.beams(), sensor.columnsPerFrame());
    }

    @Override
    public List<Gauge> gauges() {
        return List.of(missing, returns);
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        DropReason reason =
                OusterLidar.REASONS.get(assembler.take(frame.tensor().asBytes()));
        if (reason == null) {
            newest = frame;
            if (assembler.hasPacketTime()) {
                clock.follow(assembler.packetNanos(), frame.timeNanos());
            }
        } else {
            out.drop(reason);
        }
        emit(assembler.finished(), frame, out);
    }

    @Override
    public void flush(Emitter out) {
        if (newest != null) {
            emit(assembler.flush(), newest, out);
        }
    }

    private void emit(@Nullable OusterScan scan, Frame cause, Emitter out) {
        if (scan == null || scan.columns() == 0) {
            return;
        }
        float[] points = new float[scan.returns() * OusterProjection.FIELDS];
        projection.project(scan, points);
        float[] image = new float[sensor.beams() * sensor.columnsPerFrame()];
        projection.image(scan, image);
        missing.set((double) assembler.missingColumns());
        returns.set((double) points.length / OusterProjection.FIELDS);
        Frame timed = new Frame(
                sequence++,
                time(scan, cause),
                Math.max(clock.uncertaintyNanos(), cause.uncertaintyNanos()),
                cause.arrivalNanos(),
                Cloud.of(points, OusterProjection.FIELDS),
                cause.provenance());
        out.emit(0, timed);
        out.emit(1, timed.withPayload(Tensor.of(imageShape, image)));
    }

    /** The first turn ends about when its last packet arrives; from there the sensor's clock counts. */
    private long time(OusterScan scan, Frame cause) {
        if (!clock.isAnchored() || scan.firstNanos() < lastSensorNanos) {
            clock.anchor(scan.lastNanos(), cause.timeNanos());
        }
        lastSensorNanos = scan.lastNanos();
        return clock.nanos(scan.firstNanos());
    }

    @Override
    public void reset() {
        assembler.reset();
        newest = null;
        clock.reset();
        lastSensorNanos = 0;
        sequence = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        assembler.save(out);
        clock.save(out);
        out.writeLong(lastSensorNanos);
        out.writeLong(sequence);
        FrameHead.save(newest, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        assembler.load(in);
        clock.load(in);
        lastSensorNanos = in.readLong();
        sequence = in.readLong();
        newest = FrameHead.load(in);
    }
}
