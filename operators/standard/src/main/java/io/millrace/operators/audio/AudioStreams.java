package io.millrace.operators.audio;

import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;

/** Streams of audio blocks and spectra, as this package's operators require and describe them. */
public final class AudioStreams {

    /** Name of the axis of channels. */
    public static final String CHANNEL = "channel";

    /** Name of the axis of samples. */
    public static final String SAMPLE = "sample";

    /** Name of the axis of real and imaginary part. */
    public static final String IQ = "iq";

    /** Name of the axis of frequency bins. */
    public static final String BIN = "bin";

    /** What the names of axes begin with that a model leaves without one. */
    private static final String UNNAMED = "axis-";

    private static final double NANOS_PER_SECOND = 1e9;

    private AudioStreams() {}

    /**
     * A stream of blocks.
     *
     * @param channels number of channels
     * @param samples samples a block
     * @param sampleRateHz samples a second
     * @return its spec
     */
    public static StreamSpec blocks(int channels, int samples, double sampleRateHz) {
        return StreamSpec.tensor(ElementType.F32, Axis.of(CHANNEL, channels), Axis.of(SAMPLE, samples))
                .withRateHz(sampleRateHz / samples);
    }

    /**
     * Requires blocks of audio. Axes that a model left without a name pass for channels and samples.
     *
     * @param input what arrives
     * @return its spec with its axes named, or a stand-in
     */
    public static StreamSpec requireBlocks(InputCheck input) {
        input.tensor(ElementType.F32).rank(2).fixed().rated();
        return named(input, CHANNEL, SAMPLE);
    }

    /**
     * Requires spectra. Axes that a model left without a name pass for channels, parts and bins.
     *
     * @param input what arrives
     * @return its spec with its axes named, or a stand-in
     */
    public static StreamSpec requireSpectra(InputCheck input) {
        input.tensor(ElementType.F32).rank(3).fixed();
        StreamSpec spec = named(input, CHANNEL, IQ, BIN);
        if (spec.axes().get(1).size() != 2) {
            input.mismatch("stream has no real and imaginary parts", "axis 1 to be iq=2");
            spec = spec.reshaped(
                    ElementType.F32,
                    spec.axes().get(0),
                    Axis.of(IQ, 2),
                    spec.axes().get(2));
        }
        return spec;
    }

    private static StreamSpec named(InputCheck input, String... names) {
        Axis[] axes = new Axis[names.length];
        for (int i = 0; i < names.length; i++) {
            Axis axis = input.spec().axes().get(i);
            if (!axis.name().startsWith(UNNAMED)) {
                input.axis(i, names[i]);
            }
            axes[i] = Axis.of(names[i], axis.size());
        }
        return input.spec().reshaped(ElementType.F32, axes);
    }

    /**
     * Channels of a stream of blocks or spectra.
     *
     * @param spec what the frames are
     * @return number of channels
     */
    public static int channels(StreamSpec spec) {
        return spec.axes().get(0).size();
    }

    /**
     * Length of the last axis: samples of a block, bins of a spectrum.
     *
     * @param spec what the frames are
     * @return number of samples or bins
     */
    public static int length(StreamSpec spec) {
        return spec.axes().get(spec.axes().size() - 1).size();
    }

    /**
     * The sample rate of a stream of blocks; whole numbers are met exactly although a block rate may have to be rounded.
     *
     * @param blocks what the frames are
     * @return Hz
     */
    public static double sampleRateHz(StreamSpec blocks) {
        double rate = blocks.rateHz() * length(blocks);
        double whole = Math.rint(rate);
        return Math.abs(rate - whole) < 1e-6 * rate ? whole : rate;
    }

    /**
     * Samples as time.
     *
     * @param samples number of samples
     * @param sampleRateHz samples a second, above 0
     * @return ns
     */
    public static long nanos(double samples, double sampleRateHz) {
        return Math.round(samples / sampleRateHz * NANOS_PER_SECOND);
    }

    /**
     * Copies the rows of a block into columns, as kernels want them.
     *
     * @param block row-major {@code [channel, sample]}
     * @param channels one array a channel
     * @param samples samples to copy of each
     */
    public static void split(float[] block, float[][] channels, int samples) {
        for (int c = 0; c < channels.length; c++) {
            System.arraycopy(block, c * samples, channels[c], 0, samples);
        }
    }

    /**
     * Copies columns into a fresh block.
     *
     * @param channels one array a channel
     * @param samples samples to copy of each
     * @return row-major {@code [channel, sample]}
     */
    public static float[] join(float[][] channels, int samples) {
        float[] block = new float[channels.length * samples];
        for (int c = 0; c < channels.length; c++) {
            System.arraycopy(channels[c], 0, block, c * samples, samples);
        }
        return block;
    }
}
