package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PillarCanvasTest extends OperatorContractTest {

    private static final List<String> PARTS = List.of("feature", "cell");
    private static final int CHANNELS = 2;
    private static final int ROWS = 3;
    private static final int COLUMNS = 4;

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new PillarCanvas()).in(spec(2)).with("rows: " + ROWS, "columns: " + COLUMNS);
    }

    private static StreamSpec spec(int axes) {
        Axis pillar = Axis.dynamic("pillar");
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put("feature", StreamSpec.tensor(ElementType.F32, pillar, Axis.of("channel", CHANNELS)));
        parts.put("cell", StreamSpec.tensor(ElementType.I32, pillar, Axis.of("axis", axes)));
        return StreamSpec.bundle(parts).withRateHz(10);
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        int pillars = random.nextInt(width + 1);
        float[] features = new float[pillars * CHANNELS];
        int[] cells = new int[2 * pillars];
        for (int i = 0; i < features.length; i++) {
            features[i] = random.nextFloat();
        }
        for (int i = 0; i < pillars; i++) {
            cells[2 * i] = random.nextInt(ROWS + 1);
            cells[2 * i + 1] = random.nextInt(COLUMNS);
        }
        return frame(sequence, features, cells);
    }

    private static Frame frame(long sequence, float[] features, int... cells) {
        return Frames.of(
                sequence,
                10,
                Bundle.of(
                        PARTS,
                        Tensor.of(Shape.of(features.length / CHANNELS, CHANNELS), features),
                        Tensor.of(Shape.of(cells.length / 2, 2), cells)));
    }

    @Override
    protected List<Integer> widths() {
        return List.of(4, 1);
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 256; // the shape and the tensor
    }

    @Test
    void putsPillarsInTheirSquares() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(frame(0, new float[] {1, 2, 3, 4, 5, 6}, 0, 1, 2, 3, 3, 0));
            assertThat(run.last().tensor().shape()).isEqualTo(Shape.of(CHANNELS, ROWS, COLUMNS));
            assertThat(run.last().tensor().floats())
                    .containsExactly(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4);
            assertThat(run.gauge("outside-pillars")).isEqualTo(1);
            run.feed(frame(1, new float[] {1, 2}, 0, 1, 2, 3));
            assertThat(run.drops()).isEqualTo(Map.of("pillars-differ", 1L));
        }
    }

    @Test
    void refusesPartsThatAreNoPillars() {
        assertThat(OperatorHarness.of(new PillarCanvas())
                        .in(spec(3))
                        .with("rows: 3", "columns: 4")
                        .problems())
                .containsExactly(
                        "parts are no pillars: node=node, input=in-0, stream={feature: f32[pillar=?, channel=2], cell:"
                                + " i32[pillar=?, axis=3]} 10 Hz (expected feature: f32[pillar, channel] and cell:"
                                + " i32[pillar, axis=2])");
    }
}
