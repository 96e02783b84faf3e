package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.fft.Istft;
import io.millrace.kernels.fft.Window;

/**
 * Makes audio of short-time spectra: with those of {@code audio-stft}, the samples that went into it.
 *
 * <p><b>Input</b> f32 {@code [channel, iq=2, bin]} with a rate. <b>Output</b> blocks f32 {@code [channel, sample=hop]}, the
 * first that of the stream's first sample, its time included.
 *
 * <p><b>State and cost</b> one window of sums a channel; one real transform a channel and frame. <b>Drops</b> nothing.
 *
 * @see Istft
 */
public final class AudioIstft implements Operator<AudioIstft.Config> {

    /** Makes the operator; the service loader does. */
    public AudioIstft() {}

    /**
     * Settings.
     *
     * @param hopSamples distance between spectra, as in {@code audio-stft}
     * @param window window of the spectra, as in {@code audio-stft}; used again after the inverse transform
     */
    public record Config(
            @Setting(
                    help = "distance between spectra, samples, as in audio-stft; divides the length",
                    min = 1,
                    max = 1_048_576)
            int hopSamples,

            @Setting(
                    help = "window of the spectra, as in audio-stft; used again after the inverse",
                    orElse = "root-hann")
            Window window) {}

    @Override
    public String name() {
        return "audio-istft";
    }

    @Override
    public String summary() {
        return "makes audio of short-time spectra";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = AudioStreams.requireSpectra(inputs.single().rated());
        int length = length(in);
        int hop = settings.hopSamples();
        int channels = AudioStreams.channels(in);
        if (hop > length || length % hop != 0) {
            inputs.refuse(
                    "hop does not divide the window", "hop-samples=" + hop + ", length-samples=" + length, "a divisor");
        } else if (!Istft.isInvertible(length, hop, settings.window(), settings.window())) {
            inputs.refuse(
                    "windows leave samples out",
                    "hop-samples=" + hop + ", length-samples=" + length + ", window=" + settings.window(),
                    "a shorter hop or another window");
        }
        return Contract.of(OverlapProcessor.blocks(in, hop))
                .withDelayNanos(OverlapProcessor.delayNanos(in, length, hop))
                .withStateBytes((long) Double.BYTES * channels * length)
                .withMacsPerFrame((long) channels * length * (Integer.SIZE - Integer.numberOfLeadingZeros(length)) * 2);
    }

    /** Of an even number of samples there is one bin more than half of them. */
    static int length(StreamSpec in) {
        return Math.max(2, 2 * (AudioStreams.length(in) - 1));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        int channels = AudioStreams.channels(in);
        Istft istft = new Istft(channels, length(in), settings.hopSamples(), settings.window(), settings.window());
        int stride = 2 * istft.bins();
        return new OverlapProcessor(istft, length(in), context, new OverlapProcessor.Sum() {
            @Override
            public void add(float[] frame) {
                for (int c = 0; c < channels; c++) {
                    istft.add(c, frame, c * stride);
                }
            }

            @Override
            public void take(float[][] out) {
                istft.take(out, 0);
            }
        });
    }
}
