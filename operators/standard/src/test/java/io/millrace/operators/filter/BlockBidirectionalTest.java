package io.millrace.operators.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockBidirectionalTest extends OperatorContractTest {

    private static OperatorHarness<?> taking(String variant, int width) {
        return OperatorHarness.of(new BlockBidirectional())
                .with("order: 4", "cutoff-hz: 2.5", "block-frames: 32", "take: " + variant)
                .in(Vectors.spec("axis", width));
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return taking("middle", width);
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    /** Values against scipy, and each frame stands where the input stood that it is the smoothed version of. */
    @Test
    void equalsFilteringEveryBlockAnewFromStartToEnd() {
        Golden golden = Vectors.golden("block-filter");
        float[][] x = golden.floatRows("x");
        for (String variant : new String[] {"last", "middle"}) {
            float[][] expected = golden.floatRows("y_" + variant + "_4_0.05_32");
            try (OperatorRun run = taking(variant, 2).open()) {
                for (int i = 0; i < x.length; i++) {
                    run.feed(Vectors.of(i, x[i]));
                }
                run.flush();
                assertThat(run.emitted()).hasSize(x.length);
                for (int i = 0; i < x.length; i++) {
                    Frame frame = run.emitted().get(i);
                    // Floats of values up to 20.
                    assertThat(frame.tensor().floats())
                            .as("%s sample %d", variant, i)
                            .containsExactly(expected[i], within(2e-6f));
                    assertThat(frame.sequence()).isEqualTo(i);
                    assertThat(frame.timeNanos()).isEqualTo(Vectors.of(i, 0, 0).timeNanos());
                }
            }
        }
    }

    @Test
    void declaresHalfABlockOrNothing() {
        assertThat(taking("middle", 2).contract().delayNanos()).isEqualTo(160_000_000L);
        assertThat(taking("last", 2).contract().delayNanos()).isZero();
        assertThat(taking("middle", 2).contract().macsPerFrame()).isEqualTo(64);
        assertThat(taking("last", 2).contract().macsPerFrame()).isEqualTo(66);
    }

    @Test
    void dropsWhatIsNoNumberAndGoesOn() {
        try (OperatorRun run = taking("last", 2).open()) {
            run.feed(Vectors.of(0, 1, 2), Vectors.of(1, Float.NaN, 2), Vectors.of(2, 3, 4));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 1L));
            assertThat(run.last().tensor().floats()).containsExactly(3, 4);
        }
    }

    @Test
    void refusesBlocksAndStreamsThatDoNotFit() {
        assertThat(OperatorHarness.of(new BlockBidirectional())
                        .with("cutoff-hz: 2", "block-frames: 14")
                        .in(Vectors.spec("axis", 2))
                        .problems())
                .containsExactly("block does not fit: block-frames=14, order=4 (expected an even number above 15)");
        assertThat(OperatorHarness.of(new BlockBidirectional())
                        .with("cutoff-hz: 50")
                        .in(Vectors.spec("axis", 2))
                        .problems())
                .containsExactly(
                        "cut-off frequency is beyond the stream: node=node, input=in-0, stream=f32[axis=2] 100 Hz"
                                + " (expected cutoff-hz=50.0 below half of the rate, 50.0)");
    }
}
