package io.millrace.operators.pointcloud;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.SequenceSampler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link MotionSamples} gives for the boxes of a frame. */
final class MotionParts {

    static final String SAMPLE = "sample";
    static final String COUNT = "count";
    static final String BOX = "box";
    static final String PROPOSAL = "proposal";

    private static final List<String> PARTS = List.of(SAMPLE, COUNT, BOX, PROPOSAL);

    final int frames;
    final int samples;
    final int fields;

    MotionParts(int frames, int samples, int fields) {
        this.frames = frames;
        this.samples = samples;
        this.fields = fields;
    }

    static StreamSpec samples(MotionSamples.Config settings, int fields, StreamSpec boxes) {
        Axis box = Axis.dynamic("box");
        Axis frame = Axis.of("frame", settings.windowFrames());
        Axis point = Axis.of("point", settings.sampleLimit());
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put(SAMPLE, StreamSpec.tensor(ElementType.F32, box, frame, point, Axis.of("field", fields)));
        parts.put(COUNT, StreamSpec.tensor(ElementType.I32, box, frame));
        parts.put(BOX, StreamSpec.tensor(ElementType.F32, box, frame, Axis.of("field", SequenceSampler.MOVED_FIELDS)));
        parts.put(PROPOSAL, StreamSpec.tensor(ElementType.F32, boxes.axes().toArray(new Axis[0])));
        return StreamSpec.bundle(parts);
    }

    Bundle bundle(float[] taken, int[] counts, float[] moved, Payload proposals) {
        int boxes = counts.length / frames;
        return Bundle.of(
                PARTS,
                Tensor.of(Shape.of(boxes, frames, samples, fields), taken),
                Tensor.of(Shape.of(boxes, frames), counts),
                Tensor.of(Shape.of(boxes, frames, SequenceSampler.MOVED_FIELDS), moved),
                proposals);
    }
}
