package io.millrace.operators.csi;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Frames;
import java.util.Arrays;
import java.util.Random;

/** Streams of CSI frames at 100 Hz. */
final class CsiStreams {

    private CsiStreams() {}

    static StreamSpec spec(int subcarriers) {
        return CsiFrame.spec(subcarriers).withRateHz(Vectors.RATE_HZ);
    }

    static Frame frame(int subcarriers, long sequence, Random random) {
        float[] iq = new float[2 * subcarriers];
        byte[] valid = new byte[subcarriers];
        for (int i = 0; i < subcarriers; i++) {
            valid[i] = (byte) (i % 5 == 0 ? 0 : 1);
            iq[i] = valid[i] * (random.nextInt(256) - 128);
            iq[subcarriers + i] = valid[i] * (random.nextInt(256) - 128);
        }
        return of(sequence, iq, valid, 20 + random.nextInt(20), random.nextInt(20));
    }

    static Frame of(long sequence, float[] iq, byte[] valid, float agcGain, float fftGain) {
        int subcarriers = valid.length;
        float[] info = new float[CsiFrame.INFO_FIELDS];
        Arrays.fill(info, Float.NaN);
        info[CsiFrame.AGC_GAIN_DB] = agcGain;
        info[CsiFrame.FFT_GAIN] = fftGain;
        info[CsiFrame.GAIN_FACTOR] = 1;
        info[CsiFrame.LAYOUT_STATUS] = 2;
        return Frames.of(
                sequence,
                Vectors.RATE_HZ,
                CsiFrame.bundle(
                        Tensor.of(Shape.of(2, subcarriers), iq),
                        CsiFrame.index(subcarriers),
                        Tensor.ofBytes(ElementType.BOOL, Shape.of(subcarriers), valid),
                        info));
    }

    static float[] join(float[] re, float[] im) {
        float[] iq = Arrays.copyOf(re, 2 * re.length);
        System.arraycopy(im, 0, iq, re.length, im.length);
        return iq;
    }

    static byte[] all(int subcarriers) {
        byte[] valid = new byte[subcarriers];
        Arrays.fill(valid, (byte) 1);
        return valid;
    }
}
