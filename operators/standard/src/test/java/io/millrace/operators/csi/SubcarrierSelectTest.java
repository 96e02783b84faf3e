package io.millrace.operators.csi;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubcarrierSelectTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new SubcarrierSelect())
                .with("indices: [-3, 0, 2]")
                .in(Vectors.spec("subcarrier", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    @Override
    protected List<Integer> widths() {
        return List.of(64, 6, 8, 13, 128, 256);
    }

    @Test
    void findsSignedNumbersAndPositions() {
        float[] row = {0, 10, 20, 30, 40, 50, 60, 70};
        try (OperatorRun numbers = harness(8).open();
                OperatorRun positions = OperatorHarness.of(new SubcarrierSelect())
                        .with("positions: [7, 0]")
                        .in(Vectors.spec("subcarrier", 8))
                        .open()) {
            assertThat(numbers.feed(Vectors.of(0, row)).last().tensor().floats())
                    .containsExactly(10, 40, 60);
            assertThat(positions.feed(Vectors.of(0, row)).last().tensor().floats())
                    .containsExactly(70, 0);
        }
    }

    @Test
    void refusesWhatIsNotOnTheGrid() {
        assertThat(OperatorHarness.of(new SubcarrierSelect())
                        .with("indices: [-33]")
                        .in(Vectors.spec("subcarrier", 64))
                        .problems())
                .containsExactly(
                        "sub-carrier is not on the grid: node=node, input=in-0, stream=f32[subcarrier=64] 100 Hz"
                                + " (expected numbers -32..31, positions 0..63, found position -1)");
    }

    @Test
    void refusesAnUnclearChoice() {
        assertThat(OperatorHarness.of(new SubcarrierSelect()).problems())
                .containsExactly("choice is not clear: indices=null, positions=null, best=null"
                        + " (expected exactly one, not empty)");
        assertThat(OperatorHarness.of(new SubcarrierSelect())
                        .with("positions: []", "best: 3")
                        .problems())
                .containsExactly("choice is not clear: indices=null, positions=[], best=3"
                        + " (expected exactly one, not empty)");
    }
}
