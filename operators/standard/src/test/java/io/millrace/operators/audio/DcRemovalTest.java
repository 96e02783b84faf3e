package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DcRemovalTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(1, 3);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new DcRemoval()).in(AudioStreams.blocks(width, 16, AudioFrames.RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return AudioFrames.noise(width, 16, sequence, random);
    }

    @Test
    void aConstantIsGoneAfterTwoTenthsOfASecondInEveryChannel() {
        float[] block = new float[32];
        Arrays.fill(block, 0, 16, 0.5f);
        Arrays.fill(block, 16, 32, -0.25f);
        try (OperatorRun run = harness(2).open()) {
            for (int i = 0; i < 200; i++) {
                run.feed(AudioFrames.block(2, 16, i, block));
            }
            for (float value : run.last().tensor().floats()) {
                assertThat(Math.abs(value)).isLessThan(1e-6f);
            }
        }
    }

    @Test
    void whatIsNoNumberNeverEntersTheFilter() {
        float[] block = new float[16];
        block[3] = Float.NaN;
        try (OperatorRun run = harness(1).open()) {
            run.feed(AudioFrames.block(1, 16, 0, block));
            run.feed(AudioFrames.block(1, 16, 1, new float[16]));
            assertThat(run.drops()).isEqualTo(Map.of("not-finite", 1L));
            assertThat(run.last().tensor().floats()).containsOnly(0f);
        }
    }

    @Test
    void refusesACutOffBeyondTheStream() {
        assertThat(harness(1).with("cut-off-hz: 4000").problems())
                .containsExactly("cut-off frequency is beyond the stream: node=node, input=in-0,"
                        + " stream=f32[channel=1, sample=16] 1000 Hz"
                        + " (expected cut-off-hz=4000.0 below a quarter of the sample rate, 4000.0)");
    }
}
