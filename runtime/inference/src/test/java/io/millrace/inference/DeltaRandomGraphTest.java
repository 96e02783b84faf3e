package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.inference.delta.DeltaPlan;
import io.millrace.inference.delta.DeltaRun;
import io.millrace.inference.delta.DeltaSettings;
import io.millrace.inference.delta.DenseEngine;
import io.millrace.inference.delta.Slot;
import io.millrace.inference.delta.UnsupportedModelException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models drawn at random, frame by frame against ONNX Runtime at threshold 0. Tolerance 1e-4 absolute and relative: the two
 * add in another order, and what is added to sums over 20 frames rounds too.
 */
class DeltaRandomGraphTest {

    private static final int MODELS = Boolean.getBoolean("millrace.extended") ? 3000 : 60;
    private static final long SEED = Long.getLong("millrace.seed", 20_261_125L);
    private static final int FRAMES = 20;
    private static final double TOLERANCE = 1e-4;

    /** Rectangles by ONNX Runtime for every convolution; for none; for the larger ones. */
    @ParameterizedTest
    @ValueSource(longs = {1, Long.MAX_VALUE, 2_000})
    void equalsOnnxRuntime(long leastPatchMacs) throws UnsupportedModelException {
        OrtEngine engine = new OrtEngine(List.of("cpu"), 1, leastPatchMacs);
        long spared = 0;
        long dense = 0;
        for (int i = 0; i < MODELS; i++) {
            long seed = SEED + i;
            RandomModel.Drawn drawn = RandomModel.random(seed);
            int[] extents = drawn.shape().stream().mapToInt(Integer::intValue).toArray();
            Slot input = new Slot("x", Tensor.zeros(ElementType.F32, Shape.of(extents)));
            DeltaPlan plan = DeltaPlan.of(drawn.model().values(), List.of(input), Map.of(), engine);
            // No fallback: it would hide what is tested here.
            DeltaSettings settings = DeltaSettings.of(0).withKeyframeEvery(0).withCrossover(1);
            try (DeltaRun run =
                    DeltaRun.open(plan, List.of(input), settings, Set.of(), plan.deltaMacs(), engine, null)) {
                assertThat(run.stateBytes()).as("seed=%d", seed).isEqualTo(plan.stateBytes());
                List<Slot> truth = run.outputs().stream()
                        .map(s -> new Slot(s.name(), s.tensor().copy()))
                        .toList();
                try (DenseEngine.Call call = engine.open(drawn.model().values(), List.of(input), truth)) {
                    compare(seed, new Random(seed), input, run, call, truth);
                }
                spared += run.ledger().denseMacs() - run.ledger().macs();
                dense += run.ledger().denseMacs();
            }
        }
        assertThat((double) spared / dense).as("work spared in the last frames").isGreaterThan(0.2);
    }

    private static void compare(
            long seed, Random random, Slot input, DeltaRun run, DenseEngine.Call call, List<Slot> truth) {
        float[] x = input.floats();
        for (int t = 0; t < FRAMES; t++) {
            for (int k = 0; k < x.length; k++) {
                if (t == 0 || random.nextInt(10) == 0) {
                    x[k] = (float) random.nextGaussian();
                }
            }
            run.frame();
            call.run();
            for (int o = 0; o < truth.size(); o++) {
                float[] expected = truth.get(o).floats();
                float[] found = run.outputs().get(o).floats();
                for (int k = 0; k < expected.length; k++) {
                    assertThat((double) Math.abs(found[k] - expected[k]))
                            .as("seed=%d frame=%d output=%d element=%d", seed, t, o, k)
                            .isLessThanOrEqualTo(TOLERANCE * (1 + Math.abs(expected[k])));
                }
            }
        }
        run.frame();
        assertThat(run.ledger().macs()).as("seed=%d, nothing changed", seed).isZero();
    }
}
