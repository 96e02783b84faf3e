package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.RationalResampler;

/**
 * Audio at another sample rate.
 *
 * <p><b>Input</b> blocks f32 {@code [channel, sample]}. <b>Output</b> blocks of the same duration at {@code to-hz}; sample
 * for sample at the time of the input, without shift. What lies below 0.433 of the lower rate passes to 1e-4, what the
 * lower rate cannot hold is 95 dB down. At the end of a finite stream the last block is filled up with silence.
 *
 * <p><b>State and cost</b> 96 samples of the lower rate a channel and a block; 96 products a sample of the lower rate and
 * more the more rates differ. <b>Drops</b> nothing.
 *
 * @see RationalResampler
 */
public final class Resample implements Operator<Resample.Config> {

    private static final int MAX_FACTOR = 4096;

    /** Makes the operator; the service loader does. */
    public Resample() {}

    /**
     * Settings.
     *
     * @param toHz sample rate wanted
     */
    public record Config(
            @Setting(help = "sample rate wanted, Hz", min = 1, max = 768_000)
            int toHz) {}

    @Override
    public String name() {
        return "resample";
    }

    @Override
    public String summary() {
        return "audio at another sample rate";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = AudioStreams.requireBlocks(inputs.single());
        double rateHz = AudioStreams.sampleRateHz(in);
        int fromHz = (int) Math.round(rateHz);
        double exact = AudioStreams.length(in) * settings.toHz() / rateHz;
        int samples = (int) Math.rint(exact);
        int common = common(Math.max(1, fromHz), settings.toHz());
        if (fromHz != rateHz || Math.max(fromHz, settings.toHz()) / common > MAX_FACTOR) {
            inputs.refuse(
                    "ratio of sample rates is not simple",
                    "from-hz=" + rateHz + ", to-hz=" + settings.toHz(),
                    "whole numbers with a ratio of at most " + MAX_FACTOR + " to " + MAX_FACTOR);
            return Contract.of(in);
        }
        if (samples < 1 || Math.abs(exact - samples) > 1e-6) {
            inputs.refuse(
                    "block is no whole number of samples at the new rate",
                    "samples=" + AudioStreams.length(in) + ", from-hz=" + fromHz + ", to-hz=" + settings.toHz(),
                    "blocks of a whole number, " + exact + " is none");
            return Contract.of(in);
        }
        RationalResampler resampler = new RationalResampler(AudioStreams.channels(in), settings.toHz(), fromHz);
        StreamSpec out = AudioStreams.blocks(AudioStreams.channels(in), samples, settings.toHz())
                .withUnit(in.unit())
                .withClockDomain(in.clockDomain());
        return Contract.of(out)
                .withDelayNanos(ResampleProcessor.delayNanos(in, resampler.lookahead()))
                .withStateBytes(resampler.stateBytes() + 2 * out.frameBytes())
                .withMacsPerFrame(2L * resampler.reach() * out.shape().elements());
    }

    private static int common(int a, int b) {
        return b == 0 ? a : common(b, a % b);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        int fromHz = (int) Math.round(AudioStreams.sampleRateHz(in));
        return new ResampleProcessor(
                new RationalResampler(AudioStreams.channels(in), settings.toHz(), fromHz), context);
    }
}
