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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MotionFeaturesTest extends OperatorContractTest {

    private static final List<String> PARTS = List.of("sample", "count", "box");
    private static final int FRAMES = 3;
    private static final int POINTS = 6;
    private static final int FIELDS = 5;

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new MotionFeatures()).in(spec(FRAMES));
    }

    private static StreamSpec spec(int countFrames) {
        Axis box = Axis.dynamic("box");
        Axis frame = Axis.of("frame", FRAMES);
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put(
                "sample",
                StreamSpec.tensor(ElementType.F32, box, frame, Axis.of("point", POINTS), Axis.of("field", FIELDS)));
        parts.put("count", StreamSpec.tensor(ElementType.I32, box, Axis.of("frame", countFrames)));
        parts.put("box", StreamSpec.tensor(ElementType.F32, box, frame, Axis.of("field", 8)));
        return StreamSpec.bundle(parts).withRateHz(10);
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        int boxes = random.nextInt(width + 1);
        float[] samples = new float[boxes * FRAMES * POINTS * FIELDS];
        float[] moved = new float[boxes * FRAMES * 8];
        int[] counts = new int[boxes * FRAMES];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = random.nextFloat();
        }
        for (int i = 0; i < moved.length; i++) {
            moved[i] = random.nextFloat();
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] = random.nextInt(POINTS + 1);
        }
        return frame(sequence, samples, counts, moved);
    }

    private static Frame frame(long sequence, float[] samples, int[] counts, float[] moved) {
        int boxes = counts.length / FRAMES;
        return Frames.of(
                sequence,
                10,
                Bundle.of(
                        PARTS,
                        Tensor.of(Shape.of(boxes, FRAMES, POINTS, FIELDS), samples),
                        Tensor.of(Shape.of(boxes, FRAMES), counts),
                        Tensor.of(Shape.of(boxes, FRAMES, 8), moved)));
    }

    @Override
    protected List<Integer> widths() {
        return List.of(4, 1);
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 512; // shapes of three parts and the bundle around them
    }

    /** What the kernel gives is checked number by number; here that it comes to where it belongs. */
    @Test
    void givesWhatNumpyComputes() {
        Golden golden = Golden.inTree("operators/kernels/src/test/resources/golden/sequential-fusion.txt");
        double[] given = golden.doubles("counts");
        int[] counts = new int[given.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = (int) given[i];
        }
        float[] moved = Arrays.copyOf(golden.floats("moved"), counts.length * 8);
        try (OperatorRun run = harness(1).open()) {
            run.feed(frame(0, golden.floats("taken"), counts, moved));
            String[] names = {"geometry", "motion", "sequence"};
            for (int part = 0; part < 3; part++) {
                float[] found = run.last().bundle().tensor(part).floats();
                assertThat(run.last().bundle().names().get(part)).isEqualTo(names[part]);
                assertThat(found).containsExactly(golden.floats(names[part]), within(1e-3f));
            }
            assertThat(run.last().bundle().tensor(0).shape().toString()).isEqualTo("[2, 3, 6, 29]");
            assertThat(run.last().bundle().tensor(1).shape().toString()).isEqualTo("[2, 3, 6, 30]");
            assertThat(run.last().bundle().tensor(3).ints()).isEqualTo(counts);
        }
    }

    @Test
    void refusesPartsThatDoNotBelongTogether() {
        assertThat(OperatorHarness.of(new MotionFeatures()).in(spec(2)).problems())
                .containsExactly(
                        "parts are no samples: node=node, input=in-0, stream={sample: f32[box=?, frame=3, point=6,"
                                + " field=5], count: i32[box=?, frame=2], box: f32[box=?, frame=3, field=8]} 10 Hz"
                                + " (expected the output of motion-samples)");
    }
}
