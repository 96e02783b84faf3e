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
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The pose comes first here: parts are found by their names. */
class PoseDeskewTest extends CloudFixture {

    private static final List<String> PARTS = List.of("pose", "points");

    @Override
    protected OperatorHarness<?> harness(int width) {
        return bare().with("to: world");
    }

    private static OperatorHarness<?> bare() {
        return OperatorHarness.of(new PoseDeskew())
                .in(spec(StreamSpec.tensor(ElementType.F32, Axis.of("value", 7)), Cloud.spec(FIELDS)));
    }

    private static StreamSpec spec(StreamSpec pose, StreamSpec points) {
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put("pose", pose);
        parts.put("points", points);
        return StreamSpec.bundle(parts).withRateHz(RATE_HZ);
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        Tensor cloud = super.frame(width, sequence, random).tensor();
        double half = random.nextDouble() * Math.PI;
        return posed(sequence, cloud, random.nextFloat(), 2, 0, 0, 0, (float) Math.sin(half), (float) Math.cos(half));
    }

    private static Frame posed(long sequence, Tensor points, float... pose) {
        return Frames.of(sequence, RATE_HZ, Bundle.of(PARTS, Tensor.of(Shape.of(7), pose), points));
    }

    private static Tensor points(float... values) {
        return Cloud.of(values, FIELDS);
    }

    /** A sensor that drives north at 10 m/s, looking north: a pole 20 m ahead of where it began stays at y = 20. */
    @Test
    void whatStandsStillStaysInTheWorld() {
        float s = (float) Math.sqrt(0.5);
        try (OperatorRun run = harness(1).open()) {
            run.feed(posed(0, points(20, 0, 0, 7, 0), 0, 0, 0, 0, 0, s, s));
            run.feed(posed(1, points(19, 0, 0, 7, 0, 18.5f, 0, 0, 7, 0.05f), 0, 1, 0, 0, 0, s, s));
            assertThat(run.gauge("speed-meters-per-second")).isCloseTo(10, within(1e-5));
            assertThat(run.emitted().get(0).tensor().floats())
                    .containsExactly(new float[] {0, 20, 0, 7, 0}, within(1e-5f));
            assertThat(run.last().tensor().floats())
                    .containsExactly(new float[] {0, 20, 0, 7, 0, 0, 20, 0, 7, 0.05f}, within(1e-5f));
        }
    }

    @Test
    void dropsACloudWhosePoseIsNone() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(posed(0, points(20, 0, 0, 7, 0), 0, 0, 0, 0, 0, 0, 0));
            run.feed(posed(1, points(20, 0, 0, 7, 0), Float.NaN, 0, 0, 0, 0, 0, 1));
            assertThat(run.emitted()).isEmpty();
            assertThat(run.drops()).containsExactly(Map.entry("bad-pose", 2L));
        }
    }

    @Test
    void refusesPartsThatDoNotFit() {
        assertThat(bare().with("time-field: 5").problems())
                .containsExactly(
                        "points have no such field: node=node, time-field=5, fields=5 (expected 0..4, or -1 for"
                                + " points without a time)");
        StreamSpec six = StreamSpec.tensor(ElementType.F32, Axis.of("value", 6));
        assertThat(bare().withoutInputs().in(spec(six, six)).problems())
                .hasSize(2)
                .anySatisfy(p -> assertThat(p)
                        .startsWith("pose is none: ")
                        .endsWith(" (expected pose to be f32 of 7: x, y, z, quaternion x, y, z, w)"))
                .anySatisfy(p -> assertThat(p)
                        .startsWith("points are no cloud: ")
                        .endsWith(" (expected points to be f32 [point, field], 3..64 fields)"));
    }
}
