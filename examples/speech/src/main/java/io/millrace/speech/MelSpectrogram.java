package io.millrace.speech;

import io.millrace.kernels.audio.Decibels;
import io.millrace.kernels.audio.MelFilterBank;
import io.millrace.kernels.audio.MelScale;
import io.millrace.kernels.fft.RealFft;
import io.millrace.kernels.fft.Window;

/**
 * The features that AECMOS was trained on: 160 mel bands of a whole clip at 16 kHz, a Hann window of 513 samples every
 * 256, centred, with silence around the clip; dB below the loudest, 80 at most, mapped to -1..1. As librosa 0.10 and later
 * compute them from {@code melspectrogram(n_fft=513, hop_length=256, n_mels=160)} and {@code power_to_db(ref=np.max)}.
 */
final class MelSpectrogram {

    static final int BANDS = 160;

    private static final int SAMPLE_RATE_HZ = 16_000;
    private static final int LENGTH = 513;
    private static final int HOP = 256;
    private static final float RANGE_DB = 80;

    private final RealFft fft = new RealFft(LENGTH);
    private final double[] window = Window.HANN.periodic(LENGTH);
    private final MelFilterBank bank =
            new MelFilterBank(SAMPLE_RATE_HZ, LENGTH, BANDS, 0, SAMPLE_RATE_HZ / 2.0, MelScale.SLANEY);

    /** Rows of {@value #BANDS} features, one every 256 samples. */
    float[][] of(float[] clip, int from, int to) {
        int rows = 1 + (to - from + 2 * (LENGTH / 2) - LENGTH) / HOP;
        float[][] features = new float[rows][BANDS];
        double[] time = new double[LENGTH];
        double[] re = new double[fft.bins()];
        double[] im = new double[fft.bins()];
        float[] power = new float[fft.bins()];
        for (int row = 0; row < rows; row++) {
            int start = from + row * HOP - LENGTH / 2;
            for (int i = 0; i < LENGTH; i++) {
                int at = start + i;
                time[i] = at >= from && at < to ? clip[at] * window[i] : 0;
            }
            fft.forward(time, re, im);
            for (int k = 0; k < power.length; k++) {
                power[k] = (float) (re[k] * re[k] + im[k] * im[k]);
            }
            bank.apply(power, 0, features[row], 0);
        }
        Decibels.belowLoudest(features, RANGE_DB);
        for (float[] row : features) {
            for (int b = 0; b < BANDS; b++) {
                row[b] = (row[b] + RANGE_DB / 2) / (RANGE_DB / 2);
            }
        }
        return features;
    }
}
