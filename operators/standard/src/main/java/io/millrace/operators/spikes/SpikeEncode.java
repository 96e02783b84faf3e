package io.millrace.operators.spikes;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.spikes.RateEncoder;
import io.millrace.kernels.spikes.SigmaDeltaEncoder;

/**
 * Turns values into spikes for a spiking network.
 *
 * <p>First {@code x = gain * value + offset}; then by {@code scheme}: {@code rate}: a spike with probability x, drawn from
 * {@code seed}; {@code sigma-delta}: spikes of either sign for each change by {@code threshold}; {@code direct}: x itself,
 * as a current.
 *
 * <p><b>Input</b> f32 of any fixed shape. <b>Output</b> {@code as: tensor}: f32 of the same shape, spikes in this step,
 * negative for falls; {@code as: events}: address events at the frame's time, several where an element spikes several
 * times. <b>State and cost</b> a float an element for sigma-delta; O(1) an element. <b>Drops</b> frames with an element
 * that is no finite number: {@code not-finite}.
 *
 * @see RateEncoder
 * @see SigmaDeltaEncoder
 */
public final class SpikeEncode implements Operator<SpikeEncode.Config> {

    /** Makes the operator; the service loader does. */
    public SpikeEncode() {}

    /** How values become spikes. */
    public enum Scheme {
        /** The value is the probability of a spike. */
        RATE,
        /** A change by a threshold is a spike. */
        SIGMA_DELTA,
        /** The value itself is the input current. */
        DIRECT
    }

    /** What is emitted. */
    public enum Form {
        /** Spikes of every element in this step. */
        TENSOR,
        /** Address events. */
        EVENTS
    }

    /**
     * Settings.
     *
     * @param scheme how values become spikes
     * @param gain factor on the value
     * @param offset added to it
     * @param threshold change that a spike of sigma-delta stands for
     * @param maxSpikes most spikes of sigma-delta in a step
     * @param seed of the draws of rate
     * @param as what is emitted
     */
    public record Config(
            @Setting(help = "how values become spikes") Scheme scheme,

            @Setting(help = "factor on the value", orElse = "1", live = true)
            double gain,

            @Setting(help = "added to gain * value", orElse = "0", live = true)
            double offset,

            @Setting(help = "change that one spike of sigma-delta stands for", orElse = "0.1", min = 1e-12)
            double threshold,

            @Setting(help = "most spikes of an element in one step of sigma-delta", orElse = "1", min = 1, max = 1000)
            int maxSpikes,

            @Setting(help = "seed of the draws of rate", orElse = "1")
            long seed,

            @Setting(help = "tensor: spikes of every element; events: address events", orElse = "tensor")
            Form as) {}

    @Override
    public String name() {
        return "spike-encode";
    }

    @Override
    public String summary() {
        return "turns values into spikes: by rate, by sigma-delta, or directly as currents";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).fixed().spec();
        boolean events = settings.as() == Form.EVENTS;
        if (events && settings.scheme() == Scheme.DIRECT) {
            inputs.refuse("currents are no events", "scheme=direct, as=events", "as: tensor");
        }
        StreamSpec spikes = events
                ? StreamSpec.events(in.axes().toArray(new Axis[0]))
                        .withRateHz(in.rateHz())
                        .withClockDomain(in.clockDomain())
                : in.withUnit("1");
        return Contract.of(spikes)
                .withStateBytes(settings.scheme() == Scheme.SIGMA_DELTA ? in.frameBytes() : 0)
                .withMacsPerFrame(in.shape().elements())
                .withDrops(NotFinite.REASON);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new SpikeEncodeProcessor(settings, context);
    }
}
