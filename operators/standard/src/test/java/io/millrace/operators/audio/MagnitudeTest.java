package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MagnitudeTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(1, 3);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new Magnitude()).in(SpectrumFrames.spec(width, 9));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return SpectrumFrames.noise(width, 9, sequence, random);
    }

    @Test
    void magnitudeAndPowerOfThreeFourFive() {
        OperatorHarness<?> harness = OperatorHarness.of(new Magnitude()).in(SpectrumFrames.spec(2, 2));
        Frame frame = SpectrumFrames.of(0, Shape.of(2, 2, 2), 3, 0, 4, -2, 5, 6, 12, 8);
        try (OperatorRun magnitude = harness.open();
                OperatorRun power = harness.with("squared: true").open()) {
            assertThat(magnitude.feed(frame).last().tensor().floats()).containsExactly(5, 2, 13, 10);
            assertThat(power.feed(frame).last().tensor().floats()).containsExactly(25, 4, 169, 100);
        }
    }
}
