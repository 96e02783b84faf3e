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

/**
 * Cuts audio into windows of any length that may overlap, as models of waveforms want them.
 *
 * <p><b>Input</b> blocks f32 {@code [channel, sample]} of any length. <b>Output</b> f32 {@code [channel, sample]}, the last
 * {@code length-samples} samples every {@code hop-samples}; the first with the first hop, as if silence had gone before;
 * at the end of a finite stream the last samples are followed by silence as in {@code audio-stft}. Its time is that of the
 * middle of the window.
 *
 * <p>Windows that overlap are no blocks of one stream any more: {@code overlap-add} makes blocks of them.
 *
 * <p><b>State and cost</b> one window a channel; no arithmetic. <b>Drops</b> nothing.
 */
public final class AudioWindow implements Operator<AudioWindow.Config> {

    /** Makes the operator; the service loader does. */
    public AudioWindow() {}

    /**
     * Settings.
     *
     * @param lengthSamples length of a window, samples
     * @param hopSamples distance between windows, samples
     */
    public record Config(
            @Setting(help = "length of a window, samples", min = 1, max = 1_048_576)
            int lengthSamples,

            @Setting(help = "distance between windows, samples", min = 1, max = 1_048_576)
            int hopSamples) {

        /**
         * Checks that no sample is left out.
         *
         * @param lengthSamples length of a window
         * @param hopSamples distance between windows
         * @throws IllegalArgumentException if the length is shorter than the hop
         */
        public Config {
            checkLength(lengthSamples, hopSamples);
        }
    }

    static void checkLength(int lengthSamples, int hopSamples) {
        if (hopSamples > lengthSamples) {
            throw new IllegalArgumentException("hop is longer than the window: length-samples=" + lengthSamples
                    + ", hop-samples=" + hopSamples + " (expected at most the length)");
        }
    }

    @Override
    public String name() {
        return "audio-window";
    }

    @Override
    public String summary() {
        return "cuts audio into windows that may overlap, as models of waveforms want them";
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
        return Contract.of(in.reshaped(ElementType.F32, in.axes().get(0), Axis.of(AudioStreams.SAMPLE, length))
                        .withRateHz(AudioStreams.sampleRateHz(in) / settings.hopSamples()))
                .withDelayNanos(AudioWindowProcessor.delayNanos(in, length, settings.hopSamples()))
                .withStateBytes((long) Float.BYTES * channels * length);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        int channels = AudioStreams.channels(context.input());
        int length = settings.lengthSamples();
        SampleWindows windows =
                new SampleWindows(channels, length, settings.hopSamples(), SampleWindows.Start.FIRST_HOP);
        return new AudioWindowProcessor(windows, settings.hopSamples(), context, out -> {
            for (int c = 0; c < channels; c++) {
                windows.read(c, out, c * length);
            }
        });
    }
}
