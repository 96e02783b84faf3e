package io.millrace.operators.spikes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpikeValuesTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new SpikeValues()).in(SpikeFrame.bundle(Spikes.spec(8), width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        Frame spikes = Spikes.frame(8, sequence, random);
        Tensor values = Tensor.of(Shape.of(width), new float[width]);
        return spikes.withPayload(Bundle.of(SpikeFrame.PARTS, spikes.payload(), values));
    }

    @Test
    void takesOutTheValues() {
        try (OperatorRun run = harness(2).open()) {
            Frame spikes = Spikes.of(0, 1, 2);
            Tensor values = Tensor.of(Shape.of(2), new float[] {3, 4});
            run.feed(spikes.withPayload(Bundle.of(SpikeFrame.PARTS, spikes.payload(), values)));
            assertThat(run.last().payload()).isEqualTo(values);
        }
    }

    @Test
    void refusesSpikesAlone() {
        assertThat(OperatorHarness.of(new SpikeValues()).in(Spikes.spec(3)).problems())
                .containsExactly("stream has another type: node=node, input=in-0, stream=events[channel=3] 250 Hz"
                        + " (expected bundles with parts values)");
    }
}
