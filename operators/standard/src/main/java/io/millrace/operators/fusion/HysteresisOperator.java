package io.millrace.operators.fusion;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.Hysteresis;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Decides, each element for itself, without flutter: on with the first value that reaches one threshold, off once it has stayed
 * below another for a while.
 *
 * <p><b>Input</b> f32 of any fixed shape with a rate. <b>Output</b> the same shape, 1 for on and 0 for off.
 *
 * <p><b>State and cost</b> two numbers an element. <b>Drops</b> nothing: what is no number counts as low.
 *
 * @see Hysteresis
 */
public final class HysteresisOperator implements Operator<HysteresisOperator.Config> {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Makes the operator; the service loader does. */
    public HysteresisOperator() {}

    /**
     * Settings.
     *
     * @param on value that switches on
     * @param off value below which it may switch off
     * @param hold how long it must stay below
     */
    public record Config(
            @Setting(help = "value that switches on", live = true)
            double on,

            @Setting(help = "value below which it may switch off, at most that of on", live = true)
            double off,

            @Setting(help = "how long it must stay below before it switches off", orElse = "0ms")
            Duration hold) {

        /**
         * Checks the order of the thresholds.
         *
         * @param on value that switches on
         * @param off value below which it may switch off
         * @param hold for how long
         * @throws IllegalArgumentException if {@code off} is above {@code on}
         */
        public Config {
            if (off > on) {
                throw new IllegalArgumentException(
                        "thresholds are out of order: on=" + on + ", off=" + off + " (expected off at most on)");
            }
        }
    }

    @Override
    public String name() {
        return "hysteresis";
    }

    @Override
    public String summary() {
        return "decides with two thresholds, each element for itself";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).fixed().rated().spec();
        return Contract.of(in.withUnit("1"))
                .withStateBytes(5L * in.shape().elements())
                .withMacsPerFrame(in.shape().elements());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        double frames = settings.hold().toNanos() / NANOS_PER_SECOND * in.rateHz();
        Hysteresis[] decisions = new Hysteresis[in.shape().elements()];
        int hold = (int) Math.min(1 << 30, Math.max(1, Math.ceil(frames)));
        Arrays.setAll(decisions, i -> new Hysteresis(settings.on(), settings.off(), hold));
        return new Running(decisions, in.shape());
    }

    private static final class Running implements Processor {

        private final Hysteresis[] decisions;
        private final Shape shape;

        Running(Hysteresis[] decisions, Shape shape) {
            this.decisions = decisions;
            this.shape = shape;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] values = frame.tensor().floats();
            float[] states = new float[values.length];
            for (int i = 0; i < values.length; i++) {
                states[i] = decisions[i].next(values[i]) ? 1 : 0;
            }
            out.emit(frame.withPayload(Tensor.of(shape, states)));
        }

        @Override
        public void reset() {
            for (Hysteresis decision : decisions) {
                decision.reset();
            }
        }

        @Override
        public void snapshot(DataOutput out) throws IOException {
            for (Hysteresis decision : decisions) {
                decision.save(out);
            }
        }

        @Override
        public void restore(DataInput in) throws IOException {
            for (Hysteresis decision : decisions) {
                decision.load(in);
            }
        }

        @Override
        public void takeOver(DataInput in) throws IOException {
            for (Hysteresis decision : decisions) {
                decision.loadChanged(in);
            }
        }
    }
}
