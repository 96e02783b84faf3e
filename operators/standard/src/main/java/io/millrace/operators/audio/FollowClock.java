package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.ClockTracker;
import io.millrace.kernels.audio.DriftResampler;

/**
 * Audio of a device whose clock runs fast or slow, at exactly the nominal rate of the clock that its blocks are timed by:
 * two such streams keep step for days.
 *
 * <p><b>Input</b> blocks f32 {@code [channel, sample]}, their times jittering. <b>Output</b> blocks of the same length,
 * evenly timed. The ratio is found from the times and follows them slowly, up to 2 %; where times jump by more than
 * 100 ms, a new epoch begins and the unfinished block is forgotten. The gauge {@code drift-ppm} says how fast the device
 * runs.
 *
 * <p><b>State and cost</b> 96 samples a channel and a block; 96 products a sample. <b>Drops</b> nothing.
 *
 * @see DriftResampler
 * @see ClockTracker
 */
public final class FollowClock implements Operator<FollowClock.Config> {

    /** Makes the operator; the service loader does. */
    public FollowClock() {}

    /**
     * Settings.
     *
     * @param timeConstantS how slowly the ratio follows: jitter of times is smoothed over this, seconds
     */
    public record Config(
            @Setting(help = "how slowly the ratio follows the times, seconds", orElse = "16", min = 0.5, max = 3600)
            double timeConstantS) {}

    @Override
    public String name() {
        return "follow-clock";
    }

    @Override
    public String summary() {
        return "audio of a device whose clock drifts, at exactly its nominal rate";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = AudioStreams.requireBlocks(inputs.single());
        DriftResampler resampler = new DriftResampler(AudioStreams.channels(in));
        return Contract.of(in)
                .withDelayNanos(ResampleProcessor.delayNanos(in, resampler.reach()))
                .withStateBytes(resampler.stateBytes() + in.frameBytes())
                .withMacsPerFrame(2L * resampler.reach() * in.shape().elements());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new FollowClockProcessor(settings.timeConstantS(), context);
    }
}
