package io.millrace.kernels.csi;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.fft.ComplexFft;
import io.millrace.kernels.fft.Window;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The power over Doppler frequency, averaged over the sub-carriers: what moves shifts the frequency of the path it
 * reflects.
 *
 * <p>Over the last {@code lengthFrames} packets, of every sub-carrier the mean is removed (the paths that stand still), a
 * periodic Hann window w is applied, and {@code |FFT|^2 / (sum w)^2} is taken, so a path of amplitude A that moves
 * evenly reads A^2 at its frequency. The bins are ordered by frequency: bin i is at
 * {@code (i - lengthFrames / 2) * rate / lengthFrames} (integer division). Complex channels tell approaching from
 * receding; amplitudes yield a symmetric spectrum.
 *
 * <p>The first spectrum is ready with packet {@code lengthFrames}, every further one {@code hopFrames} later. State
 * {@code 8 * lengthFrames * subcarriers} bytes.
 */
public final class DopplerSpectrum implements KernelState {

    private final int lengthFrames;
    private final int hopFrames;
    private final double[] window;
    private final ComplexFft fft;
    private final float[][] ringRe;
    private final float[][] ringIm;
    private final float[] noImaginary;
    private final double[] workRe;
    private final double[] workIm;
    private final double[] sum;
    private int position;
    private int missing;

    /**
     * A spectrum before its first packet.
     *
     * @param subcarriers number of sub-carriers, at least 1
     * @param lengthFrames window and transform length in packets, 2..2^20
     * @param hopFrames packets between spectra, at least 1
     */
    public DopplerSpectrum(int subcarriers, int lengthFrames, int hopFrames) {
        Require.inRange("subcarriers", subcarriers, 1, Integer.MAX_VALUE);
        this.lengthFrames = Require.inRange("lengthFrames", lengthFrames, 2, 1 << 20);
        this.hopFrames = Require.inRange("hopFrames", hopFrames, 1, Integer.MAX_VALUE);
        this.window = Window.HANN.periodic(lengthFrames);
        double total = Arrays.stream(window).sum();
        for (int i = 0; i < lengthFrames; i++) {
            window[i] /= total;
        }
        this.fft = new ComplexFft(lengthFrames);
        this.ringRe = new float[subcarriers][lengthFrames];
        this.ringIm = new float[subcarriers][lengthFrames];
        this.noImaginary = new float[subcarriers];
        this.workRe = new double[lengthFrames];
        this.workIm = new double[lengthFrames];
        this.sum = new double[lengthFrames];
        this.missing = lengthFrames;
    }

    /**
     * Takes the amplitudes of a packet.
     *
     * @param amplitude one per sub-carrier
     * @return whether a spectrum is ready; it is lost with the next packet
     */
    public boolean push(float[] amplitude) {
        return push(amplitude, noImaginary);
    }

    /**
     * Takes the complex channel of a packet.
     *
     * @param re real parts, one per sub-carrier
     * @param im imaginary parts, one per sub-carrier
     * @return whether a spectrum is ready; it is lost with the next packet
     */
    public boolean push(float[] re, float[] im) {
        missing = missing == 0 ? hopFrames - 1 : missing - 1;
        for (int c = 0; c < ringRe.length; c++) {
            ringRe[c][position] = re[c];
            ringIm[c][position] = im[c];
        }
        position = position + 1 == lengthFrames ? 0 : position + 1;
        return ready();
    }

    /**
     * Whether the last packet completed a window.
     *
     * @return whether a spectrum can be read
     */
    public boolean ready() {
        return missing == 0;
    }

    /**
     * Reads the spectrum. Only while {@link #ready}.
     *
     * @param out receives {@code lengthFrames} powers by ascending frequency, in the unit of the channel squared
     */
    public void power(float[] out) {
        if (!ready()) {
            throw new IllegalStateException("no spectrum is ready: missingFrames=" + missing + " (expected 0)");
        }
        Arrays.fill(sum, 0);
        for (int c = 0; c < ringRe.length; c++) {
            unroll(ringRe[c], workRe);
            unroll(ringIm[c], workIm);
            fft.forward(workRe, workIm);
            for (int k = 0; k < lengthFrames; k++) {
                sum[k] += workRe[k] * workRe[k] + workIm[k] * workIm[k];
            }
        }
        int negative = lengthFrames / 2;
        int positive = lengthFrames - negative;
        for (int k = 0; k < negative; k++) {
            out[k] = (float) (sum[positive + k] / ringRe.length);
        }
        for (int k = 0; k < positive; k++) {
            out[negative + k] = (float) (sum[k] / ringRe.length);
        }
    }

    /** Oldest packet first, so that the result does not depend on where in the ring the window begins. */
    private void unroll(float[] ring, double[] out) {
        int older = lengthFrames - position;
        double mean = 0;
        for (int i = 0; i < older; i++) {
            out[i] = ring[position + i];
            mean += out[i];
        }
        for (int i = older; i < lengthFrames; i++) {
            out[i] = ring[i - older];
            mean += out[i];
        }
        mean /= lengthFrames;
        for (int i = 0; i < lengthFrames; i++) {
            out[i] = (out[i] - mean) * window[i];
        }
    }

    @Override
    public long stateBytes() {
        return 2L * Float.BYTES * lengthFrames * ringRe.length;
    }

    @Override
    public void reset() {
        position = 0;
        missing = lengthFrames;
        for (int c = 0; c < ringRe.length; c++) {
            Arrays.fill(ringRe[c], 0f);
            Arrays.fill(ringIm[c], 0f);
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(ringRe.length);
        out.writeInt(position);
        out.writeInt(missing);
        for (int c = 0; c < ringRe.length; c++) {
            StateIo.writeFloats(out, ringRe[c]);
            StateIo.writeFloats(out, ringIm[c]);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readInt(in, "doppler.subcarriers", ringRe.length, ringRe.length);
        position = StateIo.readInt(in, "doppler.position", 0, lengthFrames - 1);
        missing = StateIo.readInt(in, "doppler.missing", 0, Math.max(lengthFrames, hopFrames));
        for (int c = 0; c < ringRe.length; c++) {
            StateIo.readFloats(in, "doppler.re", ringRe[c]);
            StateIo.readFloats(in, "doppler.im", ringIm[c]);
        }
    }
}
