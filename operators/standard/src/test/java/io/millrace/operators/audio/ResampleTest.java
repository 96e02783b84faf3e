package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Signals;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResampleTest extends OperatorContractTest {

    @Override
    protected List<Integer> widths() {
        return List.of(1, 2);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return to(8000).in(AudioStreams.blocks(width, 32, AudioFrames.RATE_HZ));
    }

    private static OperatorHarness<?> to(int hz) {
        return OperatorHarness.of(new Resample()).with("to-hz: " + hz);
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return AudioFrames.noise(width, 32, sequence, random);
    }

    /** Sample k of the output is the sine at k periods of its rate, block i stands at i blocks: nothing is shifted. */
    @ParameterizedTest
    @ValueSource(ints = {8000, 16_000, 24_000, 44_100, 48_000})
    void aSineKeepsItsPlaceInTime(int hz) {
        float[] x = Signals.sine(16_000, 1000, AudioFrames.RATE_HZ, 0.5);
        List<Frame> back = AudioFrames.through(
                AudioFrames.blocks(x, 160), to(hz).in(AudioStreams.blocks(1, 160, AudioFrames.RATE_HZ)));
        float[] y = AudioFrames.samples(back, 0);
        assertThat(y).hasSize(hz);
        for (int i = hz / 50; i < hz - hz / 50; i++) {
            assertThat((double) y[i]).isCloseTo(0.5 * Math.sin(2 * Math.PI * 1000 * i / hz), within(5e-5));
        }
        for (int i = 0; i < back.size(); i++) {
            assertThat(back.get(i).timeNanos()).isEqualTo(Frames.START_NANOS + 10_000_000L * i);
        }
    }

    @Test
    void refusesRatesThatGiveNoWholeBlocks() {
        assertThat(to(44_100).in(AudioStreams.blocks(1, 128, 16_000)).problems())
                .containsExactly(
                        "block is no whole number of samples at the new rate: node=node, samples=128, from-hz=16000,"
                                + " to-hz=44100 (expected blocks of a whole number, 352.8 is none)");
        assertThat(to(44_101).in(AudioStreams.blocks(1, 160, 16_000)).problems())
                .containsExactly("ratio of sample rates is not simple: node=node, from-hz=16000.0, to-hz=44101"
                        + " (expected whole numbers with a ratio of at most 4096 to 4096)");
    }
}
