package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.fft.OverlapAdd;

/**
 * Adds windows of samples that overlap up to audio again, without a window function of its own: the last step of models
 * that answer with windows, such as DTLN.
 *
 * <p><b>Input</b> f32 {@code [channel, sample]} with a rate, windows as {@code audio-window} makes them. <b>Output</b>
 * blocks f32 {@code [channel, sample=hop]}, the first that of the stream's first sample, its time included.
 *
 * <p><b>State and cost</b> one window of sums a channel; one addition a sample of the windows. <b>Drops</b> nothing.
 *
 * @see OverlapAdd
 */
public final class OverlapAddBlocks implements Operator<OverlapAddBlocks.Config> {

    /** Makes the operator; the service loader does. */
    public OverlapAddBlocks() {}

    /**
     * Settings.
     *
     * @param hopSamples distance between windows, samples
     */
    public record Config(
            @Setting(help = "distance between windows, samples; divides their length", min = 1, max = 1_048_576)
            int hopSamples) {}

    @Override
    public String name() {
        return "overlap-add";
    }

    @Override
    public String summary() {
        return "adds windows of samples that overlap up to audio";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = AudioStreams.requireBlocks(inputs.single());
        int length = AudioStreams.length(in);
        int hop = settings.hopSamples();
        if (hop > length || length % hop != 0) {
            inputs.refuse(
                    "hop does not divide the window", "hop-samples=" + hop + ", length-samples=" + length, "a divisor");
        }
        long elements = (long) AudioStreams.channels(in) * length;
        return Contract.of(OverlapProcessor.blocks(in, hop))
                .withDelayNanos(OverlapProcessor.delayNanos(in, length, hop))
                .withStateBytes(Double.BYTES * elements)
                .withMacsPerFrame(elements);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        int channels = AudioStreams.channels(in);
        int length = AudioStreams.length(in);
        OverlapAdd overlap = new OverlapAdd(channels, length, settings.hopSamples());
        return new OverlapProcessor(overlap, length, context, new OverlapProcessor.Sum() {
            @Override
            public void add(float[] frame) {
                for (int c = 0; c < channels; c++) {
                    overlap.add(c, frame, c * length);
                }
            }

            @Override
            public void take(float[][] out) {
                overlap.take(out, 0);
            }
        });
    }
}
