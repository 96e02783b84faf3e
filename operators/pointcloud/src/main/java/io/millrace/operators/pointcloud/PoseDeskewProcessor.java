package io.millrace.operators.pointcloud;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.kernels.pointcloud.PoseMotion;
import io.millrace.operators.support.KernelProcessor;
import java.util.List;

/** Takes one sweep after the other. */
final class PoseDeskewProcessor extends KernelProcessor {

    private final PoseMotion motion;
    private final int fields;
    private final int pointsPart;
    private final int posePart;
    private final Gauge untimed = Gauge.of("untimed-points", "Points of the last cloud without a time.");
    private final Gauge speed = Gauge.of("speed-meters-per-second", "Speed of the sensor in the last cloud.");

    PoseDeskewProcessor(PoseMotion motion, int fields, int pointsPart, int posePart) {
        super(motion);
        this.motion = motion;
        this.fields = fields;
        this.pointsPart = pointsPart;
        this.posePart = posePart;
    }

    @Override
    public List<Gauge> gauges() {
        return List.of(untimed, speed);
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        Bundle parts = (Bundle) frame.payload();
        if (!motion.pose(parts.tensor(posePart).floats(), frame.timeNanos())) {
            out.drop(PoseDeskew.BAD_POSE);
            return;
        }
        float[] points = parts.tensor(pointsPart).floats();
        float[] moved = new float[points.length];
        untimed.set(motion.moveInto(points, moved));
        speed.set(motion.speed());
        out.emit(frame.withPayload(Cloud.of(moved, fields)));
    }
}
