package io.millrace.kernels.spikes;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.filter.Sos;
import io.millrace.kernels.filter.SosFilter;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds spikes in broadband signals of many electrodes by threshold crossings.
 *
 * <p>Each sample: the common reference is taken off, the band is filtered out, and a channel fires when its signal
 * passes {@code threshold} times its noise away from zero while the sample before had not, and its last spike is more
 * than {@code refractorySamples} old. The noise of each channel is measured over the first samples ({@link Noise}), in
 * which nothing fires. A channel without any noise is dead and never fires. Masked channels neither fire nor count in the
 * reference; samples that are not finite count as 0.
 *
 * <p>Loops run over the channels. Time O(channels) a sample, with the median O(channels) on average; state that of the
 * filter, some numbers a channel, and for {@link Noise#MAD} 512 samples a channel.
 *
 * @see <a href="https://doi.org/10.1162/089976604774201631">Quiroga et al., Unsupervised spike detection and sorting, 2004</a>
 */
public final class SpikeDetector implements KernelState {

    /** Times the median of absolute values: standard deviation of Gaussian noise. */
    private static final double MEDIAN_TO_SIGMA = 1 / 0.6745;

    private static final int KEPT = 512;

    /** What is taken off every channel. */
    public enum Reference {
        /** Nothing. */
        NONE,
        /** The mean of all channels: common average reference. */
        MEAN,
        /** The median of all channels, which a few large spikes do not move. */
        MEDIAN
    }

    /** How the noise of a channel is measured. */
    public enum Noise {
        /** Root of the mean square. */
        RMS,
        /** Median of the absolute values over 0.6745, of 512 samples spread evenly: spikes hardly move it. */
        MAD
    }

    private final CommonReference reference;
    private final @Nullable SosFilter filter;
    private final boolean[] masked;
    private final float direction;
    private final double multiple;
    private final Noise noise;
    private final int calibrationSamples;
    private final int refractorySamples;

    private final float[] limit;
    private final double[] squares;
    private final float[][] kept;
    private final long[] lastFired;
    private final int[] fired;
    private final float[] scratch = new float[KEPT];
    private float[] signal;
    private float[] before;
    private long samples;

    /**
     * A detector before its first sample.
     *
     * @param masked of each channel, whether it is left out; copied
     * @param reference what is taken off every channel
     * @param band filter of the band that spikes are looked for in, or null
     * @param threshold multiple of the noise, negative for falling crossings, not 0
     * @param noise how the noise is measured
     * @param calibrationSamples over how many samples, at least 2
     * @param refractorySamples shortest distance of two spikes of a channel, less one, 0 or more
     */
    public SpikeDetector(
            boolean[] masked,
            Reference reference,
            @Nullable Sos band,
            double threshold,
            Noise noise,
            int calibrationSamples,
            int refractorySamples) {
        int channels = Require.inRange("channels", masked.length, 1, 1 << 20);
        Require.positive("threshold magnitude", Math.abs(threshold));
        this.masked = masked.clone();
        this.reference = new CommonReference(reference, masked);
        this.filter = band == null ? null : new SosFilter(band, channels, SosFilter.Start.STEADY);
        this.direction = threshold < 0 ? -1 : 1;
        this.multiple = Math.abs(threshold);
        this.noise = noise;
        this.calibrationSamples = Require.inRange("calibrationSamples", calibrationSamples, 2, Integer.MAX_VALUE);
        this.refractorySamples = Require.inRange("refractorySamples", refractorySamples, 0, Integer.MAX_VALUE);
        this.limit = new float[channels];
        this.squares = new double[noise == Noise.RMS ? channels : 0];
        this.kept = new float[noise == Noise.MAD ? Math.min(KEPT, calibrationSamples) : 0][channels];
        this.lastFired = new long[channels];
        this.fired = new int[channels];
        this.signal = new float[channels];
        this.before = new float[channels];
        reset();
    }

    /**
     * Takes one sample of every channel.
     *
     * @param in samples, one per channel
     * @return number of channels that fire with this sample: the first entries of {@link #fired}
     */
    public int process(float[] in) {
        float[] x = before;
        before = signal;
        signal = x;
        reference.apply(in, x);
        if (filter != null) {
            filter.process(x, x);
        }
        if (direction < 0) {
            negate(x);
        }
        samples++;
        if (samples <= calibrationSamples) {
            calibrate(x);
            return 0;
        }
        return detect(x, before);
    }

    /**
     * The channels that fired with the last sample.
     *
     * @return backing array, rising up to the number that {@link #process} returned, to be read only
     */
    public int[] fired() {
        return fired;
    }

    /**
     * The noise of a channel.
     *
     * @param channel 0-based
     * @return standard deviation in the unit of the samples; 0 before the calibration has ended and for dead channels
     */
    public double noise(int channel) {
        return Float.isInfinite(limit[channel]) ? 0 : limit[channel] / multiple;
    }

    /**
     * Whether the noise is known.
     *
     * @return true once the calibration has ended
     */
    public boolean isCalibrated() {
        return samples >= calibrationSamples;
    }

    /**
     * Channels that are not masked but had no noise.
     *
     * @return number, 0 before the calibration has ended
     */
    public int deadChannels() {
        int dead = 0;
        for (int c = 0; isCalibrated() && c < limit.length; c++) {
            dead += !masked[c] && Float.isInfinite(limit[c]) ? 1 : 0;
        }
        return dead;
    }

    private static void negate(float[] x) {
        for (int c = 0; c < x.length; c++) {
            x[c] = -x[c];
        }
    }

    /** Crossings are rare, so the branch is foreseen. */
    private int detect(float[] x, float[] past) {
        int count = 0;
        for (int c = 0; c < x.length; c++) {
            if (x[c] > limit[c] && past[c] <= limit[c] && samples - lastFired[c] > refractorySamples) {
                lastFired[c] = samples;
                fired[count++] = c;
            }
        }
        return count;
    }

    private void calibrate(float[] x) {
        if (noise == Noise.RMS) {
            for (int c = 0; c < x.length; c++) {
                squares[c] += (double) x[c] * x[c];
            }
        } else {
            long row = (samples - 1) * kept.length / calibrationSamples;
            System.arraycopy(x, 0, kept[(int) row], 0, x.length);
        }
        if (samples == calibrationSamples) {
            setLimits();
        }
    }

    private void setLimits() {
        for (int c = 0; c < limit.length; c++) {
            double sigma = noise == Noise.RMS ? Math.sqrt(squares[c] / calibrationSamples) : medianSigma(c);
            limit[c] = masked[c] || !(sigma > 0) ? Float.POSITIVE_INFINITY : (float) (multiple * sigma);
        }
    }

    private double medianSigma(int channel) {
        for (int i = 0; i < kept.length; i++) {
            scratch[i] = Math.abs(kept[i][channel]);
        }
        Arrays.sort(scratch, 0, kept.length);
        int half = kept.length / 2;
        double median = kept.length % 2 == 1 ? scratch[half] : (scratch[half - 1] + (double) scratch[half]) / 2;
        return median * MEDIAN_TO_SIGMA;
    }

    @Override
    public long stateBytes() {
        long floats = (2L + kept.length) * signal.length;
        long longs = (long) squares.length + lastFired.length;
        return Float.BYTES * floats + Long.BYTES * longs + (filter == null ? 0 : filter.stateBytes());
    }

    @Override
    public void reset() {
        samples = 0;
        Arrays.fill(limit, Float.POSITIVE_INFINITY);
        Arrays.fill(squares, 0);
        Arrays.fill(signal, 0f);
        Arrays.fill(before, 0f);
        // Old enough for any refractory period.
        Arrays.fill(lastFired, -1L - Integer.MAX_VALUE);
        for (float[] row : kept) {
            Arrays.fill(row, 0f);
        }
        if (filter != null) {
            filter.reset();
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(samples);
        StateIo.writeFloats(out, limit);
        StateIo.writeFloats(out, signal);
        StateIo.writeDoubles(out, squares);
        for (long fire : lastFired) {
            out.writeLong(fire);
        }
        for (float[] row : kept) {
            for (float value : row) {
                out.writeFloat(value);
            }
        }
        if (filter != null) {
            filter.save(out);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        samples = in.readLong();
        StateIo.readFloats(in, "detector.limit", limit);
        StateIo.readFloats(in, "detector.signal", signal);
        StateIo.readDoubles(in, "detector.squares", squares);
        for (int c = 0; c < lastFired.length; c++) {
            lastFired[c] = in.readLong();
        }
        for (float[] row : kept) {
            for (int c = 0; c < row.length; c++) {
                row[c] = in.readFloat();
            }
        }
        if (filter != null) {
            filter.load(in);
        }
    }

    /** The noise is taken over, the limits follow from it anew. If the sign has changed, one sample is compared with its mirror. */
    @Override
    public void loadChanged(DataInput in) throws IOException {
        load(in);
        if (isCalibrated()) {
            setLimits();
        }
    }
}
