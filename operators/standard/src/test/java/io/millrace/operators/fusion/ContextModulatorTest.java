package io.millrace.operators.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContextModulatorTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new ContextModulator()).in(Pairs.spec(width, width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Pairs.random(width, width, sequence, random);
    }

    private static OperatorRun open(String... settings) {
        return OperatorHarness.of(new ContextModulator())
                .with(settings)
                .in(Pairs.spec(2, 1))
                .open();
    }

    /** (1 + e) / 2 where drive and context are 1 and 1/2. */
    @Test
    void amplifiesTheDriveThatTheContextAgreesWith() {
        try (OperatorRun run = open()) {
            run.feed(Pairs.of(3, new float[] {1, -1}, 0.5f));
            assertThat(run.last().tensor().floats())
                    .containsExactly(
                            new float[] {(float) (1 + Math.E) / 2, (float) -(1 + 1 / Math.E) / 2}, within(1e-6f));
            assertThat(run.last().sequence()).isEqualTo(3);
            StreamSpec out = run.contract().outputs().get(0).spec();
            assertThat(out.axes()).containsExactly(Axis.of("person", 2));
            assertThat(out.rateHz()).isEqualTo(25);
        }
    }

    @Test
    void strengthAndLargestGainAreSettings() {
        try (OperatorRun run = open("strength: 0")) {
            run.feed(Pairs.of(0, new float[] {1.25f, -3}, 9));
            assertThat(run.last().tensor().floats()).containsExactly(1.25f, -3);
        }
        try (OperatorRun run = open("most-gain: 2")) {
            run.feed(Pairs.of(0, new float[] {1.25f, 0}, 9));
            assertThat(run.last().tensor().floats()).containsExactly(2.5f, 0);
        }
    }

    /** One sound, in four blocks for a picture, and two faces: what comes out is of the faces' shape. */
    @Test
    void oneDriveServesAllContextsAndBlocksAreReadByTheirMean() {
        OperatorHarness<?> harness = OperatorHarness.of(new ContextModulator())
                .with("drive: mean")
                .in(Pairs.spec(Pairs.values("frame", 4), Pairs.values("face", 2)));
        try (OperatorRun run = harness.open()) {
            run.feed(Pairs.of(0, new float[] {2, 0, 1, 1}, 0.5f, -0.5f));
            assertThat(run.contract().outputs().get(0).spec().axes()).containsExactly(Axis.of("face", 2));
            assertThat(run.last().tensor().floats())
                    .containsExactly(
                            new float[] {(float) (1 + Math.E) / 2, (float) (1 + 1 / Math.E) / 2}, within(1e-6f));
        }
    }

    @Test
    void dropsWhatIsNoNumber() {
        try (OperatorRun run = open()) {
            run.feed(Pairs.of(0, new float[] {1, Float.NaN}, 1));
            run.feed(Pairs.of(1, new float[] {1, 1}, Float.POSITIVE_INFINITY));
            assertThat(run.emitted()).isEmpty();
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 2L));
        }
    }

    @Test
    void refusesAContextThatDoesNotFit() {
        assertThat(OperatorHarness.of(new ContextModulator())
                        .in("pair", Pairs.spec(3, 2))
                        .problems())
                .singleElement()
                .satisfies(p -> assertThat(p)
                        .startsWith("parts are no drive and context: node=node, input=pair, stream={context: ")
                        .endsWith(" (expected f32 of fixed shapes, as many numbers of each, or one on either side,"
                                + " perhaps their mean)"));
        StreamSpec dynamic = StreamSpec.tensor(ElementType.F32, Axis.dynamic("person"));
        assertThat(OperatorHarness.of(new ContextModulator())
                        .in("pair", Pairs.spec(dynamic, Pairs.values("channel", 1)))
                        .problems())
                .hasSize(1);
    }
}
