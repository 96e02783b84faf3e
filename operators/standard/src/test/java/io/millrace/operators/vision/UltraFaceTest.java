package io.millrace.operators.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Bundle;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UltraFaceTest extends OperatorContractTest {

    private static final List<String> PARTS = List.of(UltraFace.SCORES, UltraFace.BOXES);
    private static final double RATE_HZ = 25;

    @Override
    protected List<Integer> widths() {
        return List.of(20, 1, 300);
    }

    @Override
    protected int frameCount() {
        return 100;
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 128; // the shape of the faces, whose number is another each time
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new UltraFace()).in(spec(width, 2, width));
    }

    private static StreamSpec spec(int scores, int classes, int boxes) {
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put(UltraFace.SCORES, part(scores, classes));
        parts.put(UltraFace.BOXES, part(boxes, 4));
        return StreamSpec.bundle(parts).withRateHz(RATE_HZ);
    }

    private static StreamSpec part(int rows, int columns) {
        return StreamSpec.tensor(ElementType.F32, Axis.of("batch", 1), Axis.of("box", rows), Axis.of("n", columns))
                .withRateHz(RATE_HZ);
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] scores = new float[width];
        float[] corners = new float[4 * width];
        for (int i = 0; i < width; i++) {
            scores[i] = random.nextFloat();
            corners[4 * i] = random.nextFloat();
            corners[4 * i + 1] = random.nextFloat();
            corners[4 * i + 2] = corners[4 * i] + 0.3f * random.nextFloat();
            corners[4 * i + 3] = corners[4 * i + 1] + 0.3f * random.nextFloat();
        }
        return faces(sequence, scores, corners);
    }

    private static Frame faces(long sequence, float[] scores, float[] corners) {
        float[] both = new float[2 * scores.length];
        for (int i = 0; i < scores.length; i++) {
            both[2 * i] = 1 - scores[i];
            both[2 * i + 1] = scores[i];
        }
        return Frames.of(
                sequence,
                RATE_HZ,
                Bundle.of(
                        PARTS,
                        Tensor.of(Shape.of(1, scores.length, 2), both),
                        Tensor.of(Shape.of(1, scores.length, 4), corners)));
    }

    /** Pixels up to 360 from shares in float: 1e-3. */
    @Test
    void equalsNumpyInPixelsOfThePicture() {
        Golden golden = Vectors.golden("box-suppression");
        float[] scores = golden.floats("scores");
        OperatorHarness<?> harness =
                harness(scores.length).with("threshold: 0.6", "picture-width: 360", "picture-height: 288");
        try (OperatorRun run = harness.open()) {
            run.feed(faces(0, scores, golden.floats("corners")));
            assertThat(run.last().tensor().floats()).containsExactly(golden.floats("faces"), within(1e-3f));
        }
    }

    @Test
    void findsNoFaceWhereNoScoreExceedsTheThreshold() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(faces(0, new float[] {0.69f}, new float[] {0, 0, 1, 1}));
            assertThat(run.last().tensor().shape()).isEqualTo(Shape.of(0, 5));
            run.feed(faces(1, new float[] {0.71f}, new float[] {-0.1f, 0.25f, 0.5f, 1.2f}));
            assertThat(run.last().tensor().floats()).containsExactly(0, 60, 160, 240, 0.71f);
        }
    }

    @Test
    void refusesPartsThatDoNotFit() {
        assertThat(OperatorHarness.of(new UltraFace()).in(spec(5, 2, 4)).problems())
                .singleElement()
                .asString()
                .startsWith("parts are not those of an UltraFace model: node=node, input=in-0, stream=")
                .endsWith(" (expected scores f32[..., n, 2] and boxes f32[..., n, 4])");
    }
}
