package io.millrace.operators.spikes;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.spikes.DropOuts;
import java.time.Duration;
import java.util.List;

/**
 * Takes out channels that are known to be bad, and stands in for those that drop out.
 *
 * <p><b>Input</b> events with their axes, frames of {@code spike-events}, or f32 of any fixed shape. <b>Output</b> the same.
 * Of events those of masked channels are left out. Of f32 masked elements are 0; an element that was 0 for longer than
 * {@code silent-after} has dropped out and is given as {@code fill} until its next value: zero, or its mean before.
 *
 * <p><b>State and cost</b> three numbers an element; linear. <b>Drops</b> frames of f32 with an element that is no finite
 * number: {@code not-finite}. The gauge {@code channels-out} counts stand-ins.
 *
 * @see DropOuts
 */
public final class ChannelMask implements Operator<ChannelMask.Config> {

    /** Makes the operator; the service loader does. */
    public ChannelMask() {}

    /**
     * Settings.
     *
     * @param masked channels that are left out
     * @param silentAfter longest silence of a channel that works, 0 to find no drop-outs
     * @param fill what stands for a channel that has dropped out
     * @param meanFrames memory of the mean
     */
    public record Config(
            @Setting(help = "channels that are left out", orElse = "")
            List<Integer> masked,

            @Setting(help = "longest silence of a channel that works; 0s to find no drop-outs", orElse = "0s")
            Duration silentAfter,

            @Setting(help = "what stands for a channel that has dropped out: zero, or its mean before", orElse = "mean")
            DropOuts.Fill fill,

            @Setting(help = "memory of the mean, frames", orElse = "10000", min = 1)
            int meanFrames) {

        /**
         * Makes the list immutable and checks the silence.
         *
         * @param masked channels that are left out
         * @param silentAfter longest silence
         * @param fill what stands for a channel
         * @param meanFrames memory of the mean
         * @throws IllegalArgumentException if the silence is out of range
         */
        public Config {
            masked = List.copyOf(masked);
            if (silentAfter.isNegative() || silentAfter.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException(
                        "silence is out of range: silent-after=" + silentAfter + " (expected 0..24h)");
            }
        }

        int silentFrames(double rateHz) {
            return silentAfter.isZero()
                    ? 0
                    : (int) Math.max(
                            1, Math.min(Integer.MAX_VALUE - 1, Math.rint(silentAfter.toNanos() * 1e-9 * rateHz)));
        }

        boolean[] mask(int channels) {
            boolean[] mask = new boolean[channels];
            masked.stream().filter(c -> c >= 0 && c < channels).forEach(c -> mask[c] = true);
            return mask;
        }
    }

    @Override
    public String name() {
        return "channel-mask";
    }

    @Override
    public String summary() {
        return "takes out bad channels and stands in for those that drop out";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single();
        boolean spikes = isSpikes(check.spec());
        boolean drops = !settings.silentAfter().isZero();
        StreamSpec channels;
        if (spikes) {
            channels = SpikeFrame.spikes(inputs);
            if (drops) {
                check.mismatch("silence is no event", "f32 for silent-after, such as the output of spike-bin");
            }
        } else {
            check.tensor(ElementType.F32).fixed();
            channels = (drops ? check.rated() : check).spec();
        }
        int count = channels.shape().elements();
        for (int channel : settings.masked()) {
            if (channel < 0 || channel >= count) {
                inputs.refuse("no such channel", "masked=" + channel, "0 to " + (count - 1));
            }
        }
        Contract contract = Contract.of(check.spec());
        return spikes
                ? contract
                : contract.withStateBytes(3L * Integer.BYTES * count).withDrops(NotFinite.REASON);
    }

    static boolean isSpikes(StreamSpec spec) {
        return spec.kind() == PayloadKind.EVENTS || spec.kind() == PayloadKind.BUNDLE;
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        if (isSpikes(in)) {
            StreamSpec spikes = in.fields().getOrDefault(SpikeFrame.SPIKES, in);
            return new EventMask(settings.mask(spikes.shape().elements()));
        }
        return new DropOutProcessor(
                new DropOuts(
                        settings.mask(in.shape().elements()),
                        settings.silentFrames(in.rateHz()),
                        settings.fill(),
                        settings.meanFrames()),
                in.shape());
    }
}
