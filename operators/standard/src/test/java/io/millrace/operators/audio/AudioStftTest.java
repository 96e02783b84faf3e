package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.Signals;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioStftTest extends OperatorContractTest {

    private static final int BLOCK = 16;

    @Override
    protected List<Integer> widths() {
        return List.of(1, 2, 5);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return stft(64, 16, "hann").in(AudioStreams.blocks(width, BLOCK, AudioFrames.RATE_HZ));
    }

    private static OperatorHarness<?> stft(int length, int hop, String window) {
        return OperatorHarness.of(new AudioStft())
                .with("length-samples: " + length, "hop-samples: " + hop, "window: " + window);
    }

    private static OperatorHarness<?> istft(int length, int hop, String window) {
        return OperatorHarness.of(new AudioIstft())
                .with("hop-samples: " + hop, "window: " + window)
                .in(StreamSpec.tensor(
                                ElementType.F32,
                                Axis.of("channel", 1),
                                Axis.of("iq", 2),
                                Axis.of("bin", length / 2 + 1))
                        .withRateHz(AudioFrames.RATE_HZ / hop));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return AudioFrames.noise(width, BLOCK, sequence, random);
    }

    /** Spectra are rounded to float: 6e-8 of the sum of a window; samples are 0.2 on average. */
    @ParameterizedTest
    @CsvSource({
        "512, 128, hann",
        "512, 256, root-hann",
        "512, 512, rectangular",
        "320, 160, hamming",
        "200, 50, blackman",
        "64, 1, hann"
    })
    void givesBackTheSamplesAndTheirTimes(int length, int hop, String window) {
        float[] x = Signals.noise(4000, 0.2, 61);
        List<Frame> back = AudioFrames.through(
                AudioFrames.blocks(x, 160),
                stft(length, hop, window).in(AudioStreams.blocks(1, 160, AudioFrames.RATE_HZ)),
                istft(length, hop, window));
        float[] y = AudioFrames.samples(back, 0);
        assertThat(y.length).isBetween(4000, 4000 + hop - 1);
        double worst = 0;
        for (int i = 0; i < y.length; i++) {
            worst = Math.max(worst, Math.abs(y[i] - (i < x.length ? x[i] : 0)));
        }
        assertThat(worst).as("largest error").isLessThan(1e-6);
        for (int i = 0; i < back.size(); i++) {
            // 62,500 ns a sample; each operator rounds once
            assertThat(back.get(i).timeNanos() - Frames.START_NANOS - 62_500L * hop * i)
                    .as("block %d", i)
                    .isBetween(-2L, 2L);
        }
    }

    /** 3000 samples are a whole number of each kind of block; the windows are the same to the bit. */
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 50, 125, 375, 1500, 3000})
    void anyBlockLengthGivesTheSameSpectra(int block) {
        float[] x = Signals.noise(3000, 0.2, 62);
        List<Frame> expected = spectra(x, 100);
        List<Frame> actual = spectra(x, block);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i).payload()).isEqualTo(expected.get(i).payload());
            assertThat(actual.get(i).timeNanos()).isEqualTo(expected.get(i).timeNanos());
        }
    }

    private static List<Frame> spectra(float[] x, int block) {
        return AudioFrames.through(
                AudioFrames.blocks(x, block),
                stft(256, 64, "hann").in(AudioStreams.blocks(1, block, AudioFrames.RATE_HZ)));
    }

    @Test
    void describesWhatItEmits() {
        assertThat(harness(2).contract().outputs().get(0).spec()).hasToString("f32[channel=2, iq=2, bin=33] 1000 Hz");
        assertThat(harness(2).contract().delayNanos()).isEqualTo(16 * 62_500);
    }

    @Test
    void refusesLengthsThatDoNotFit() {
        assertThat(stft(63, 16, "hann").in(AudioStreams.blocks(1, 16, 16_000)).problems())
                .containsExactly("length is odd: length-samples=63 (expected an even number)");
        assertThat(stft(64, 65, "hann").in(AudioStreams.blocks(1, 16, 16_000)).problems())
                .containsExactly("hop is longer than the window: length-samples=64, hop-samples=65"
                        + " (expected at most the length)");
        assertThat(istft(64, 48, "hann").problems())
                .containsExactly(
                        "hop does not divide the window: node=node, hop-samples=48, length-samples=64 (expected a divisor)");
        assertThat(istft(64, 64, "hann").problems())
                .containsExactly("windows leave samples out: node=node, hop-samples=64, length-samples=64, window=HANN"
                        + " (expected a shorter hop or another window)");
    }
}
