package io.millrace.operators.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.SparseTensor;
import io.millrace.operators.Vectors;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeltaGateTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new DeltaGate())
                .with("threshold: 1", "release: 0.5", "keyframe-every: 7")
                .in(Vectors.spec("sample", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    /** A sparse tensor is two arrays where a dense one is one. */
    @Override
    protected int allowedBytesPerFrame() {
        return 32;
    }

    private static OperatorRun open(String... settings) {
        return OperatorHarness.of(new DeltaGate())
                .with(settings)
                .in(Vectors.spec("sample", 3))
                .open();
    }

    private static SparseTensor last(OperatorRun run) {
        return (SparseTensor) run.last().payload();
    }

    @Test
    void passesOnWhatChangedAsItIsNow() {
        try (OperatorRun run = open("threshold: 0.5")) {
            run.feed(Vectors.of(0, 1, 2, 3));
            assertThat(last(run).coordinates()).as("the first frame is whole").containsExactly(0, 1, 2);
            run.feed(Vectors.of(1, 1.4f, 2.6f, 3));
            assertThat(last(run).coordinates()).containsExactly(1);
            assertThat(last(run).values()).containsExactly(2.6f);
            run.feed(Vectors.of(2, 1.6f, 2.6f, 3));
            assertThat(last(run).coordinates())
                    .as("since it was last passed on")
                    .containsExactly(0);
            run.feed(Vectors.of(3, 1.6f, 2.6f, 3));
            assertThat(last(run).coordinates()).isEmpty();
        }
    }

    @Test
    void dropsStillFramesIfTold() {
        try (OperatorRun run = open("threshold: 0", "still-frames: drop")) {
            run.feed(Vectors.of(0, 1, 2, 3), Vectors.of(1, 1, 2, 3), Vectors.of(2, 1, 2, 4));
            assertThat(run.emitted()).hasSize(2);
            assertThat(run.drops()).containsOnlyKeys("unchanged");
        }
    }

    @Test
    void roundsToWhatInt16Holds() {
        try (OperatorRun run = open("threshold: 0", "values: int16")) {
            run.feed(Vectors.of(0, 1.9999f, -0.3f, 1e-6f));
            float[] values = last(run).values();
            assertThat(values[0]).isCloseTo(1.9999f, within(0x1p-15f));
            assertThat(values[1]).isCloseTo(-0.3f, within(0x1p-15f));
            assertThat(values[2]).isZero();
            assertThat(values[1] * 0x1p14f).isEqualTo((float) Math.rint(values[1] * 0x1p14f));
        }
    }

    @Test
    void holdPutsTheWholeTogether() {
        Random random = new Random(31);
        OperatorHarness<?> gates = OperatorHarness.of(new DeltaGate())
                .with("threshold: 0.3", "release: 0.1")
                .in(Vectors.spec("sample", 8));
        try (OperatorRun gate = gates.open();
                OperatorRun hold = OperatorHarness.of(new DeltaHold())
                        .in(gate.contract().outputs().get(0).spec())
                        .open()) {
            for (int t = 0; t < 100; t++) {
                Frame frame = Vectors.frame(8, t, random);
                gate.feed(frame);
                hold.feed(gate.last());
                for (int i = 0; i < 8; i++) {
                    assertThat(hold.last().tensor().floats()[i])
                            .as("seed=31 frame=%d", t)
                            .isCloseTo(frame.tensor().floats()[i], within(0.3f));
                }
            }
        }
    }

    @Test
    void refusesARateThatSleepsAboveItsWaking() {
        assertThat(OperatorHarness.of(new DeltaGate())
                        .with("threshold: 0.1", "release: 0.2")
                        .problems())
                .containsExactly(
                        "release is above the threshold: release=0.2, threshold=0.1 (expected at most the threshold)");
    }

    @Test
    void holdRefusesWhatIsNotSparse() {
        assertThat(OperatorHarness.of(new DeltaHold())
                        .in(Vectors.spec("sample", 2))
                        .problems())
                .containsExactly("stream has another type: node=node, input=in-0, stream=f32[sample=2] 100 Hz"
                        + " (expected sparse tensors, as delta-gate emits them)");
    }
}
