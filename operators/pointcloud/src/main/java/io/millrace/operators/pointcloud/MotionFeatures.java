package io.millrace.operators.pointcloud;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.ProposalFeatures;
import io.millrace.kernels.pointcloud.SequenceSampler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Describes the points that {@code motion-samples} collected as a network for sequential fusion wants them: by distance,
 * azimuth and polar angle from the corners and the centre of a box.
 *
 * <p><b>Input</b> the bundles of {@code motion-samples}. <b>Output</b> a bundle: {@code geometry} f32 [box, frame, point,
 * feature], seen from the box of the point's own frame, with the fields beyond z behind the 27; {@code motion} f32 [box, frame,
 * point, feature=30], seen from the box of now, with 0, 0 and the time before now in s; {@code sequence} f32 [box, frame,
 * feature=8], the boxes as a sequence; {@code count} i32 [box, frame]. Places without a point are zero. <b>State and cost</b>
 * none; 54 square roots and angles a point. <b>Drops</b> nothing.
 *
 * @see ProposalFeatures
 */
public final class MotionFeatures implements Operator<MotionFeatures.Config> {

    private static final List<String> PARTS = List.of("geometry", "motion", "sequence", "count");

    /** Makes the operator; the service loader does. */
    public MotionFeatures() {}

    /** Settings: there are none. */
    public record Config() {}

    @Override
    public String name() {
        return "motion-features";
    }

    @Override
    public String summary() {
        return "describes the collected points of moving things for a network";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().bundle(MotionParts.SAMPLE, MotionParts.COUNT, MotionParts.BOX);
        StreamSpec in = check.spec();
        StreamSpec sample = Cloud.part(in, MotionParts.SAMPLE);
        if (!isSampled(in)) {
            check.mismatch("parts are no samples", "the output of motion-samples");
            return Contract.of(in);
        }
        Axis[] axes = sample.axes().toArray(new Axis[0]);
        ProposalFeatures features = features(in);
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        axes[3] = Axis.of("feature", features.geometryFeatures());
        parts.put("geometry", StreamSpec.tensor(ElementType.F32, axes));
        axes[3] = Axis.of("feature", ProposalFeatures.MOTION_FEATURES);
        parts.put("motion", StreamSpec.tensor(ElementType.F32, axes));
        parts.put(
                "sequence",
                StreamSpec.tensor(
                        ElementType.F32, axes[0], axes[1], Axis.of("feature", ProposalFeatures.SEQUENCE_FEATURES)));
        parts.put("count", Cloud.part(in, MotionParts.COUNT));
        return Contract.of(StreamSpec.bundle(parts).withRateHz(in.rateHz()).withClockDomain(in.clockDomain()));
    }

    private static boolean isSampled(StreamSpec in) {
        StreamSpec sample = Cloud.part(in, MotionParts.SAMPLE);
        StreamSpec count = Cloud.part(in, MotionParts.COUNT);
        StreamSpec box = Cloud.part(in, MotionParts.BOX);
        boolean fits = Cloud.isF32(sample, 4)
                && Cloud.isF32(box, 3)
                && count.kind() == PayloadKind.TENSOR
                && count.element() == ElementType.I32
                && count.axes().size() == 2;
        return fits
                && sample.axes().get(0).isDynamic()
                && sample.axes().subList(0, 2).equals(count.axes())
                && sample.axes().subList(0, 2).equals(box.axes().subList(0, 2))
                && sample.axes().stream().filter(Axis::isDynamic).count() == 1
                && box.axes().get(2).size() == SequenceSampler.MOVED_FIELDS
                && sample.axes().get(2).size() > 0
                && sample.axes().get(3).size() >= 3
                && sample.axes().get(3).size() <= 64;
    }

    private static ProposalFeatures features(StreamSpec in) {
        List<Axis> axes = Cloud.part(in, MotionParts.SAMPLE).axes();
        return new ProposalFeatures(axes.get(3).size(), axes.get(2).size());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        List<String> names = List.copyOf(in.fields().keySet());
        int sample = names.indexOf(MotionParts.SAMPLE);
        int count = names.indexOf(MotionParts.COUNT);
        int box = names.indexOf(MotionParts.BOX);
        ProposalFeatures features = features(in);
        int frames = Cloud.part(in, MotionParts.SAMPLE).axes().get(1).size();
        int samples = Cloud.part(in, MotionParts.SAMPLE).axes().get(2).size();
        return (input, frame, out) -> {
            Bundle bundle = (Bundle) frame.payload();
            int[] counts = bundle.tensor(count).ints();
            float[] moved = bundle.tensor(box).floats();
            float[] points = bundle.tensor(sample).floats();
            int boxes = counts.length / frames;
            float[] geometry = new float[boxes * frames * samples * features.geometryFeatures()];
            float[] motion = new float[boxes * frames * samples * ProposalFeatures.MOTION_FEATURES];
            float[] sequence = new float[boxes * frames * ProposalFeatures.SEQUENCE_FEATURES];
            for (int i = 0; i < boxes; i++) {
                features.describe(i, frames, moved, points, counts, geometry, motion);
                ProposalFeatures.sequence(i, frames, moved, sequence);
            }
            out.emit(frame.withPayload(Bundle.of(
                    PARTS,
                    Tensor.of(Shape.of(boxes, frames, samples, features.geometryFeatures()), geometry),
                    Tensor.of(Shape.of(boxes, frames, samples, ProposalFeatures.MOTION_FEATURES), motion),
                    Tensor.of(Shape.of(boxes, frames, ProposalFeatures.SEQUENCE_FEATURES), sequence),
                    bundle.part(count))));
        };
    }
}
