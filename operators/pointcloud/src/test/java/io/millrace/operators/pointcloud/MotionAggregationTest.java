package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.TestData;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MotionAggregationTest extends OperatorContractTest {

    private static final List<String> PARTS = List.of("geometry", "motion");
    private static final int FRAMES = 3;
    private static final int POINTS = 6;
    private static final Path WEIGHTS = Path.of(
            System.getProperty(TestData.ROOT_PROPERTY, "."),
            "operators/kernels/src/test/resources/fusion/aggregation.npz");

    private final Golden golden = Golden.inTree("operators/kernels/src/test/resources/golden/sequential-fusion.txt");

    @Override
    protected OperatorHarness<?> harness(int width) {
        return bare().in(features(12));
    }

    private static OperatorHarness<?> bare() {
        return OperatorHarness.of(new MotionAggregation()).with("weights: " + WEIGHTS);
    }

    private static StreamSpec features(int channels) {
        return StreamSpec.tensor(
                        ElementType.F32,
                        Axis.dynamic("box"),
                        Axis.of("frame", FRAMES),
                        Axis.of("point", POINTS),
                        Axis.of("feature", channels))
                .withRateHz(10);
    }

    private static StreamSpec described(int geometry, int motion) {
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put("geometry", features(geometry));
        parts.put("motion", features(motion));
        return StreamSpec.bundle(parts).withRateHz(10);
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] values = new float[random.nextInt(width + 1) * FRAMES * POINTS * 12];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Frames.of(sequence, 10, tensor(values, 12));
    }

    private static Tensor tensor(float[] values, int channels) {
        return Tensor.of(Shape.of(values.length / (FRAMES * POINTS * channels), FRAMES, POINTS, channels), values);
    }

    @Override
    protected List<Integer> widths() {
        return List.of(4, 1);
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 128; // the shape of what is emitted, which is another each time
    }

    @Test
    void embedsGeometryAndMotionAndAggregatesThemAsNumpyDoes() {
        try (OperatorRun run = bare().in(described(29, 30)).open()) {
            run.feed(Frames.of(
                    0,
                    10,
                    Bundle.of(PARTS, tensor(golden.floats("geometry"), 29), tensor(golden.floats("motion"), 30))));
            assertThat(run.last().tensor().floats()).containsExactly(golden.floats("aggregated"), within(2e-5f));
            assertThat(run.contract().notes())
                    .containsExactly((288 + 792) * 18 + " multiply-accumulates a box, 12 channels");
        }
    }

    @Test
    void aggregatesFeaturesThatAModelMade() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(Frames.of(0, 10, tensor(golden.floats("embedded"), 12)));
            assertThat(run.last().tensor().floats()).containsExactly(golden.floats("aggregated"), within(2e-5f));
        }
    }

    @Test
    void refusesFeaturesAndWeightsThatDoNotFit() {
        assertThat(bare().in(described(28, 30)).problems())
                .containsExactly(
                        "features are others: node=node, input=in-0, stream={geometry: f32[box=?, frame=3, point=6,"
                                + " feature=28], motion: f32[box=?, frame=3, point=6, feature=30]} 10 Hz (expected geometry of 29 and"
                                + " motion of 30 features, or f32 [box, frame, point, channel=12])");
        assertThat(harness(1).with("layer: other").problems())
                .singleElement()
                .asString()
                .startsWith("weights cannot be used: node=node, weights=" + WEIGHTS + ", layer=other, cause=")
                .contains("other.cross_norm_1.bias")
                .endsWith(" (expected a file that numpy.savez wrote of a PyTorch state_dict)");
    }
}
