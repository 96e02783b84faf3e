package io.millrace.operators.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.operators.Vectors;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HysteresisOperatorTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new HysteresisOperator())
                .with("on: 0.7", "off: -0.2", "hold: 30ms")
                .in(Vectors.spec("sample", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    /** 25 ms at 100 Hz are three frames. */
    @Test
    void decidesForEachElement() {
        OperatorHarness<?> harness = OperatorHarness.of(new HysteresisOperator())
                .with("on: 1", "off: 0", "hold: 25ms")
                .in(Vectors.spec("person", 2));
        float[][] values = {{0.9f, 1}, {1, -1}, {0.5f, -1}, {-1, -1}, {-1, 2}, {Float.NaN, -1}};
        StringBuilder states = new StringBuilder();
        try (OperatorRun run = harness.open()) {
            for (int i = 0; i < values.length; i++) {
                run.feed(Vectors.of(i, values[i]));
                float[] found = run.last().tensor().floats();
                states.append((int) found[0]).append((int) found[1]).append(' ');
            }
        }
        assertThat(states).hasToString("01 11 11 10 11 01 ");
    }

    @Test
    void aLiveChangeOfTheThresholdsKeepsTheState() throws IOException {
        OperatorHarness<?> higher = OperatorHarness.of(new HysteresisOperator())
                .with("on: 5", "off: 0.1", "hold: 30ms")
                .in(Vectors.spec("sample", 1));
        try (OperatorRun first = harness(1).open();
                OperatorRun second = higher.open()) {
            first.feed(Vectors.of(0, 1));
            second.takeOver(first.snapshot());
            second.feed(Vectors.of(1, 0.5f));
            assertThat(second.last().tensor().floats()).containsExactly(1);
        }
    }

    @Test
    void refusesThresholdsOutOfOrder() {
        assertThat(OperatorHarness.of(new HysteresisOperator())
                        .with("on: 0", "off: 1")
                        .problems())
                .containsExactly("thresholds are out of order: on=0.0, off=1.0 (expected off at most on)");
    }
}
