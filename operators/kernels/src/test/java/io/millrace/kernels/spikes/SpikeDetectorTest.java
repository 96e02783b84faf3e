package io.millrace.kernels.spikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.KernelChecks;
import io.millrace.kernels.filter.ButterworthDesign;
import io.millrace.kernels.filter.Sos;
import io.millrace.kernels.spikes.SpikeDetector.Noise;
import io.millrace.kernels.spikes.SpikeDetector.Reference;
import io.millrace.testkit.Golden;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpikeDetectorTest {

    private static final int CHANNELS = 8;
    private static final int SAMPLES = 6000;
    private static final int CALIBRATION = 2000;
    private static final int REFRACTORY = 30;

    private final Golden golden = Golden.resource(getClass(), "/golden/spike-detection.txt");
    private final float[][] broadband = broadband();

    @Test
    void theSignalIsThatOfTheReference() {
        for (int t = 0; t < 5; t++) {
            assertThat(broadband[t]).containsExactly(golden.floatRows("check")[t]);
        }
    }

    /** Events are equal. The noise is known to 1e-5 of about 30, in float32. */
    @Test
    void firesWhenNumpyAndScipyDo() {
        Sos wide = ButterworthDesign.bandPass(2, 300, 6000, 30_000);
        Sos narrow = ButterworthDesign.bandPass(2, 300, 5000, 30_000);
        compare("plain", detector(Reference.NONE, null, -4, Noise.RMS));
        compare("mean", detector(Reference.MEAN, null, -4.5, Noise.RMS, 2));
        compare("median", detector(Reference.MEDIAN, wide, -4.5, Noise.MAD, 0, 7));
        compare("rising", detector(Reference.MEAN, narrow, 3.5, Noise.MAD));
    }

    private void compare(String name, SpikeDetector detector) {
        List<double[]> events = new ArrayList<>();
        for (int t = 0; t < SAMPLES; t++) {
            int fired = detector.process(broadband[t]);
            for (int i = 0; i < fired; i++) {
                events.add(new double[] {t, detector.fired()[i]});
            }
            assertThat(detector.isCalibrated()).isEqualTo(t >= CALIBRATION - 1);
        }
        assertThat(events.toArray(new double[0][])).as(name).isDeepEqualTo(golden.rows(name + "_events"));
        double[] noise = golden.doubles(name + "_noise");
        for (int c = 0; c < CHANNELS; c++) {
            if (detector.noise(c) > 0) {
                assertThat(detector.noise(c)).as("%s, channel %d", name, c).isCloseTo(noise[c], within(1e-3));
            }
        }
    }

    private static SpikeDetector detector(
            Reference reference, @Nullable Sos band, double threshold, Noise noise, int... masked) {
        boolean[] mask = new boolean[CHANNELS];
        Arrays.stream(masked).forEach(c -> mask[c] = true);
        return new SpikeDetector(mask, reference, band, threshold, noise, CALIBRATION, REFRACTORY);
    }

    @Test
    void aDeadChannelNeverFires() {
        SpikeDetector detector = detector(Reference.NONE, null, -4, Noise.MAD);
        for (int t = 0; t < CALIBRATION; t++) {
            assertThat(detector.process(broadband[t])).isZero();
        }
        assertThat(detector.deadChannels()).isEqualTo(1);
        float[] sample = broadband[0].clone();
        sample[5] = -1e6f;
        assertThat(detector.process(sample)).isZero();
    }

    @Test
    void whatIsNotFiniteCountsAsZero() {
        SpikeDetector detector = detector(Reference.MEAN, ButterworthDesign.highPass(2, 300, 30_000), -4, Noise.RMS);
        SpikeDetector zeros = detector(Reference.MEAN, ButterworthDesign.highPass(2, 300, 30_000), -4, Noise.RMS);
        for (int t = 0; t < SAMPLES; t++) {
            float[] holes = broadband[t].clone();
            float[] filled = broadband[t].clone();
            if (t % 7 == 0) {
                holes[t % CHANNELS] = t % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY;
                filled[t % CHANNELS] = 0;
            }
            assertThat(detector.process(holes)).isEqualTo(zeros.process(filled));
        }
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        for (Noise noise : Noise.values()) {
            KernelChecks.continuesExactly(
                    120,
                    () -> new SpikeDetector(
                            new boolean[CHANNELS],
                            Reference.MEDIAN,
                            ButterworthDesign.highPass(2, 300, 30_000),
                            -1.5,
                            noise,
                            40,
                            5),
                    (detector, t) -> {
                        int fired = detector.process(broadband[t]);
                        return Arrays.toString(Arrays.copyOf(detector.fired(), fired));
                    });
        }
    }

    /** A threshold that is changed while it runs is the one it would have had from the start, calibration and all. */
    @Test
    void anotherThresholdIsTakenUpWithoutAnotherCalibration() throws IOException {
        for (Noise noise : Noise.values()) {
            SpikeDetector first = detector(Reference.MEAN, null, -4.5, noise);
            SpikeDetector other = detector(Reference.MEAN, null, -2, noise);
            int cut = CALIBRATION + 500;
            for (int t = 0; t < cut; t++) {
                first.process(broadband[t]);
                other.process(broadband[t]);
            }
            SpikeDetector changed = detector(Reference.MEAN, null, -2, noise);
            changed.loadChanged(KernelChecks.saved(first));
            int fired = 0;
            int unchanged = 0;
            for (int t = cut; t < SAMPLES; t++) {
                int count = other.process(broadband[t]);
                unchanged += first.process(broadband[t]);
                if (t > cut + REFRACTORY) { // before, they remember other spikes
                    assertThat(changed.process(broadband[t])).as("sample %d", t).isEqualTo(count);
                    fired += count;
                } else {
                    changed.process(broadband[t]);
                }
            }
            assertThat(fired).as("the threshold matters").isGreaterThan(unchanged);
            assertThat(changed.noise(0)).isEqualTo(other.noise(0));
        }
    }

    @Test
    void allocatesNothing() {
        SpikeDetector detector =
                detector(Reference.MEDIAN, ButterworthDesign.bandPass(2, 300, 6000, 30_000), -4, Noise.MAD, 3);
        int[] t = {0};
        KernelChecks.allocatesNothing(() -> detector.process(broadband[t[0]++ % SAMPLES]));
    }

    /** The same integers as in {@code spikes.py}. */
    private static float[][] broadband() {
        long[][] x = new long[SAMPLES][CHANNELS];
        for (int t = 0; t < SAMPLES; t++) {
            long shared = (splitmix(98, t) >>> 46) - 131_072;
            for (int c = 0; c < CHANNELS; c++) {
                int i = t * CHANNELS + c;
                long sum = -2 * 65_535;
                for (int k = 0; k < 4; k++) {
                    sum += splitmix(99, 4L * i + k) >>> 48;
                }
                x[t][c] += sum + shared;
                if (t < SAMPLES - 2 && Long.remainderUnsigned(splitmix(97, i), 700) == 0) {
                    x[t][c] -= 200_000;
                    x[t + 1][c] -= 600_000;
                    x[t + 2][c] -= 300_000;
                }
            }
        }
        float[][] result = new float[SAMPLES][CHANNELS];
        for (int t = 0; t < SAMPLES; t++) {
            for (int c = 0; c < CHANNELS; c++) {
                result[t][c] = c == 5 ? 0 : x[t][c] / 1024f;
            }
        }
        return result;
    }

    private static long splitmix(long seed, long index) {
        long z = seed + (index + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
