package io.millrace.operators.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FastestDetTest extends OperatorContractTest {

    private static final double RATE_HZ = 25;

    @Override
    protected List<Integer> widths() {
        return List.of(6, 1, 22);
    }

    @Override
    protected int frameCount() {
        return 100;
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 128; // the shape of the things, whose number is another each time
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return grid(3, 5, width).with("threshold: 0.3");
    }

    private static OperatorHarness<?> grid(int kinds, int rows, int columns) {
        return OperatorHarness.of(new FastestDet())
                .in(StreamSpec.tensor(
                                ElementType.F32,
                                Axis.of("batch", 1),
                                Axis.of("plane", 5 + kinds),
                                Axis.of("row", rows),
                                Axis.of("column", columns))
                        .withRateHz(RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] planes = new float[8 * 5 * width];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = random.nextFloat();
        }
        return frame(sequence, 5, width, planes);
    }

    private static Frame frame(long sequence, int rows, int columns, float[] planes) {
        Shape shape = Shape.of(1, planes.length / rows / columns, rows, columns);
        return Frames.of(sequence, RATE_HZ, Tensor.of(shape, planes));
    }

    /** Pixels up to 200 from shares in float: 1e-3. No score or overlap is within 1e-4 of its limit. */
    @ParameterizedTest
    @ValueSource(strings = {"same-kind", "any"})
    void equalsNumpyInPixelsOfThePicture(String suppress) {
        Golden golden = Vectors.golden("grid-boxes");
        OperatorHarness<?> harness = grid(3, 5, 6)
                .with(
                        "threshold: 0.4",
                        "overlap: 0.3",
                        "width: 60",
                        "height: 50",
                        "picture-width: 200",
                        "picture-height: 100",
                        "suppress: " + suppress);
        try (OperatorRun run = harness.open()) {
            run.feed(frame(0, 5, 6, golden.floats("grid")));
            assertThat(run.last().tensor().floats())
                    .containsExactly(golden.floats(suppress.replace('-', '_')), within(1e-3f));
            run.feed(frame(1, 5, 6, new float[8 * 30]));
            assertThat(run.last().tensor().shape()).isEqualTo(Shape.of(0, 6));
        }
    }

    @Test
    void refusesAnotherGrid() {
        for (Axis[] axes : new Axis[][] {
            {Axis.of("plane", 5), Axis.of("row", 2), Axis.of("column", 2)},
            {Axis.of("batch", 2), Axis.of("plane", 6), Axis.of("row", 2), Axis.of("column", 2)},
            {Axis.of("row", 2), Axis.of("column", 2)}
        }) {
            assertThat(OperatorHarness.of(new FastestDet())
                            .in(StreamSpec.tensor(ElementType.F32, axes))
                            .problems())
                    .singleElement()
                    .asString()
                    .startsWith("grid is not that of a FastestDet model: node=node, input=in-0, stream=f32[")
                    .endsWith(" (expected f32[..., 5 + kinds, rows, columns])");
        }
    }
}
