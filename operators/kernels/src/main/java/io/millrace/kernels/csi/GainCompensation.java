package io.millrace.kernels.csi;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The factor that undoes the automatic gain control of a receiver, relative to the gains it had at first.
 *
 * <p>The baseline is the middle pair (index n/2) of the first n pairs of gains, ordered by AGC gain; pairs with equal
 * AGC gain stay in order of arrival. From then on the factor of a packet is
 * {@code 10^(-((agc - agc0) + (fft - fft0) / 4) / 20)}: AGC gain counts 1 dB, FFT gain 0.25 dB a step.
 *
 * <p>State {@code 8 * baselineFrames} bytes.
 */
public final class GainCompensation implements KernelState {

    /** Number of packets Espressif's own component takes its baseline from. */
    public static final int DEFAULT_BASELINE_FRAMES = 50;

    private final int[] agc;
    private final int[] fft;
    private int count;

    /**
     * A compensation without a baseline.
     *
     * @param baselineFrames number of packets the baseline is taken from, 1..65536
     */
    public GainCompensation(int baselineFrames) {
        Require.inRange("baselineFrames", baselineFrames, 1, 1 << 16);
        this.agc = new int[baselineFrames];
        this.fft = new int[baselineFrames];
    }

    /**
     * Takes the gains of a packet into the baseline; does nothing once that is complete.
     *
     * @param agcGain AGC gain in steps of 1 dB, 0..255
     * @param fftGain FFT gain in steps of 0.25 dB, -128..127
     */
    public void observe(int agcGain, int fftGain) {
        if (ready()) {
            return;
        }
        int i = count;
        while (i > 0 && agc[i - 1] > agcGain) {
            agc[i] = agc[i - 1];
            fft[i] = fft[i - 1];
            i--;
        }
        agc[i] = agcGain;
        fft[i] = fftGain;
        count++;
    }

    /**
     * Whether the baseline is complete.
     *
     * @return true from the {@code baselineFrames}-th packet on
     */
    public boolean ready() {
        return count == agc.length;
    }

    /**
     * The factor real and imaginary parts of a packet are to be multiplied by.
     *
     * @param agcGain AGC gain of the packet in steps of 1 dB
     * @param fftGain FFT gain of the packet in steps of 0.25 dB
     * @return the factor, above 0; 1 while not {@link #ready}
     */
    public double factor(int agcGain, int fftGain) {
        if (!ready()) {
            return 1;
        }
        int middle = agc.length / 2;
        double changeDb = (agcGain - agc[middle]) + (fftGain - fft[middle]) / 4.0;
        return StrictMath.pow(10, -changeDb / 20);
    }

    @Override
    public long stateBytes() {
        return 2L * Integer.BYTES * agc.length;
    }

    @Override
    public void reset() {
        count = 0;
        Arrays.fill(agc, 0);
        Arrays.fill(fft, 0);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(agc.length);
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            out.writeInt(agc[i]);
            out.writeInt(fft[i]);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readInt(in, "gain.baselineFrames", agc.length, agc.length);
        count = StateIo.readInt(in, "gain.count", 0, agc.length);
        for (int i = 0; i < count; i++) {
            agc[i] = in.readInt();
            fft[i] = in.readInt();
        }
    }
}
