package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
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
import io.millrace.kernels.decoding.DecoderFile;
import io.millrace.kernels.pointcloud.FrameAggregation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets what is known of the points of a thing in one cloud learn from the clouds before and after: bidirectional feature
 * aggregation.
 *
 * <p><b>Input</b> the bundles of {@code motion-features}, whose {@code geometry} and {@code motion} are embedded first; or features
 * f32 [box, frame, point, channel], as this operator or a model gives them. <b>Output</b> f32 [box, frame, point, channel].
 * <b>State and cost</b> none; for each place for a point the products that {@code millrace plan} names. <b>Drops</b> nothing.
 *
 * <p>Weights come from a file that {@code numpy.savez} wrote of a PyTorch {@code state_dict}. None were published, so a network
 * has to be trained first.
 *
 * @see FrameAggregation
 */
public final class MotionAggregation implements Operator<MotionAggregation.Config> {

    private static final String GEOMETRY = "geometry";
    private static final String MOTION = "motion";

    /** Makes the operator; the service loader does. */
    public MotionAggregation() {}

    /**
     * Settings.
     *
     * @param weights file with the weights
     * @param layer which of its layers
     */
    public record Config(
            @Setting(help = "weights, a file that numpy.savez wrote of a PyTorch state_dict")
            Path weights,

            @Setting(help = "name of the layer in it", orElse = "transformer.encoder.layers.0")
            String layer) {

        FrameAggregation block() throws IOException {
            return FrameAggregation.read(DecoderFile.read(weights), layer);
        }
    }

    @Override
    public String name() {
        return "motion-aggregation";
    }

    @Override
    public String summary() {
        return "lets features of moving things in one cloud learn from the clouds before and after";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single();
        StreamSpec in = check.spec();
        FrameAggregation block;
        try {
            block = settings.block();
        } catch (IOException | IllegalArgumentException e) {
            inputs.refuse(
                    "weights cannot be used",
                    "weights=" + settings.weights() + ", layer=" + settings.layer() + ", cause=" + e.getMessage(),
                    "a file that numpy.savez wrote of a PyTorch state_dict");
            return Contract.of(in);
        }
        Axis[] axes = axes(in, block);
        if (axes == null) {
            check.mismatch(
                    "features are others",
                    block.embeds()
                            ? "geometry of " + block.geometryFeatures() + " and motion of " + block.motionFeatures()
                                    + " features, or f32 [box, frame, point, channel=" + block.channels() + "]"
                            : "f32 [box, frame, point, channel=" + block.channels() + "]");
            return Contract.of(in);
        }
        boolean embedded = in.kind() == PayloadKind.BUNDLE;
        long macs = block.macsPerPoint(embedded) * axes[1].size() * axes[2].size();
        StreamSpec out = StreamSpec.tensor(ElementType.F32, axes).withRateHz(in.rateHz());
        return Contract.of(out.withClockDomain(in.clockDomain()))
                .withNotes(List.of(macs + " multiply-accumulates a box, " + block.channels() + " channels"));
    }

    /** Axes of the output, or null if the input does not fit. */
    private static Axis @Nullable [] axes(StreamSpec in, FrameAggregation block) {
        if (in.kind() != PayloadKind.BUNDLE) {
            return isPoints(in, block.channels()) ? in.axes().toArray(new Axis[0]) : null;
        }
        StreamSpec geometry = in.fields().get(GEOMETRY);
        StreamSpec motion = in.fields().get(MOTION);
        if (geometry == null
                || motion == null
                || !block.embeds()
                || !isPoints(geometry, block.geometryFeatures())
                || !isPoints(motion, block.motionFeatures())
                || !geometry.axes().subList(0, 3).equals(motion.axes().subList(0, 3))) {
            return null;
        }
        Axis[] axes = geometry.axes().toArray(new Axis[0]);
        axes[3] = Axis.of("channel", block.channels());
        return axes;
    }

    private static boolean isPoints(@Nullable StreamSpec spec, int features) {
        return spec != null
                && Cloud.isF32(spec, 4)
                && spec.axes().stream().skip(1).noneMatch(Axis::isDynamic)
                && spec.axes().get(1).size() > 0
                && spec.axes().get(2).size() > 0
                && spec.axes().get(3).size() == features;
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        FrameAggregation block;
        try {
            block = settings.block();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "weights have changed since the plan was made: file=" + settings.weights(), e);
        }
        Axis[] axes = Objects.requireNonNull(axes(in, block), "features");
        int frames = axes[1].size();
        int points = axes[2].size();
        int row = frames * points * block.channels();
        List<String> names = List.copyOf(in.fields().keySet());
        int geometry = names.indexOf(GEOMETRY);
        int motion = names.indexOf(MOTION);
        return (input, frame, out) -> {
            float[] features;
            if (frame.payload() instanceof Bundle bundle) {
                float[] described = bundle.tensor(geometry).floats();
                features = new float[described.length / block.geometryFeatures() * block.channels()];
                block.embed(described, bundle.tensor(motion).floats(), features);
            } else {
                features = frame.tensor().floats().clone();
            }
            for (int at = 0; at < features.length; at += row) {
                block.aggregate(features, at, frames, points);
            }
            out.emit(frame.withPayload(
                    Tensor.of(Shape.of(features.length / row, frames, points, block.channels()), features)));
        };
    }
}
