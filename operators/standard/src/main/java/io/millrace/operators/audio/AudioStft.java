package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.fft.SampleWindows;
import io.millrace.kernels.fft.Stft;
import io.millrace.kernels.fft.Window;

/**
 * Short-time spectra of audio, from which {@code audio-istft} makes the same samples again.
 *
 * <p><b>Input</b> blocks f32 {@code [channel, sample]} of any length. <b>Output</b> f32 {@code [channel, iq=2, bin]}, plain
 * sums: bin k is at {@code k * sample-rate / length-samples}. The first spectrum comes with the first hop, as if silence
 * had gone before; at the end of a finite stream the last samples are followed by silence until every one has been in
 * every window that reaches it. Its time is that of the middle of the window.
 *
 * <p><b>State and cost</b> one window a channel; one real transform a channel every hop. <b>Drops</b> nothing.
 *
 * @see Stft
 */
public final class AudioStft implements Operator<AudioStft.Config> {

    /** Makes the operator; the service loader does. */
    public AudioStft() {}

    /**
     * Settings.
     *
     * @param lengthSamples window and transform length, samples
     * @param hopSamples distance between spectra, samples
     * @param window window function, periodic
     */
    public record Config(
            @Setting(help = "window and transform length, samples, even", min = 2, max = 1_048_576)
            int lengthSamples,

            @Setting(help = "distance between spectra, samples", min = 1, max = 1_048_576)
            int hopSamples,

            @Setting(help = "window function", orElse = "root-hann")
            Window window) {

        /**
         * Checks that the length is even, so that the number of bins tells it.
         *
         * @param lengthSamples window and transform length
         * @param hopSamples distance between spectra
         * @param window window function
         * @throws IllegalArgumentException if the length is odd or shorter than the hop
         */
        public Config {
            AudioWindow.checkLength(lengthSamples, hopSamples);
            if (lengthSamples % 2 != 0) {
                throw new IllegalArgumentException(
                        "length is odd: length-samples=" + lengthSamples + " (expected an even number)");
            }
        }
    }

    @Override
    public String name() {
        return "audio-stft";
    }

    @Override
    public String summary() {
        return "short-time spectra of audio, which audio-istft turns back into the same samples";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = AudioStreams.requireBlocks(inputs.single());
        int length = settings.lengthSamples();
        int channels = AudioStreams.channels(in);
        StreamSpec out = in.reshaped(
                        ElementType.F32,
                        in.axes().get(0),
                        Axis.of(AudioStreams.IQ, 2),
                        Axis.of(AudioStreams.BIN, length / 2 + 1))
                .withRateHz(AudioStreams.sampleRateHz(in) / settings.hopSamples());
        long macs = (long) channels * length * (Integer.SIZE - Integer.numberOfLeadingZeros(length)) * 2;
        return Contract.of(out)
                .withDelayNanos(AudioWindowProcessor.delayNanos(in, length, settings.hopSamples()))
                .withStateBytes((long) Float.BYTES * channels * length)
                .withMacsPerFrame(macs * AudioStreams.length(in) / settings.hopSamples());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        int channels = AudioStreams.channels(context.input());
        SampleWindows windows = new SampleWindows(
                channels, settings.lengthSamples(), settings.hopSamples(), SampleWindows.Start.FIRST_HOP);
        Stft stft = new Stft(windows, settings.window(), Stft.Scaling.NONE);
        int bins = stft.bins();
        float[] re = new float[bins];
        float[] im = new float[bins];
        return new AudioWindowProcessor(windows, settings.hopSamples(), context, spectra -> {
            for (int c = 0; c < channels; c++) {
                stft.spectrum(c, re, im);
                System.arraycopy(re, 0, spectra, 2 * c * bins, bins);
                System.arraycopy(im, 0, spectra, (2 * c + 1) * bins, bins);
            }
        });
    }
}
