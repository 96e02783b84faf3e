package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.Hysteresis;
import io.millrace.operators.support.KernelProcessor;

/**
 * Says whether somebody speaks, from the probability that a model such as Silero VAD gives for each window.
 *
 * <p><b>Input</b> f32 of one element with a rate. <b>Output</b> f32 {@code [field=2]}: the probability, and 1 or 0. Speech
 * begins with the window whose probability reaches {@code on}, and ends when it has stayed below {@code off} for
 * {@code hold-ms}.
 *
 * <p><b>State and cost</b> two numbers. <b>Drops</b> nothing: what is no number counts as silence.
 *
 * @see Hysteresis
 */
public final class VoiceActivity implements Operator<VoiceActivity.Config> {

    private static final Shape SHAPE = Shape.of(2);
    private static final double MILLIS_PER_SECOND = 1000;

    /** Makes the operator; the service loader does. */
    public VoiceActivity() {}

    /**
     * Settings; the defaults are those of Silero's own streaming iterator.
     *
     * @param on probability with which speech begins
     * @param off probability below which it may end
     * @param holdMs how long it must stay below, ms
     */
    public record Config(
            @Setting(help = "probability with which speech begins", orElse = "0.5", min = 0, max = 1, live = true)
            double on,

            @Setting(
                    help = "probability below which it may end, at most that of on",
                    orElse = "0.35",
                    min = 0,
                    max = 1,
                    live = true)
            double off,

            @Setting(
                    help = "how long the probability must stay below before speech ends, ms",
                    orElse = "100",
                    min = 0,
                    max = 60_000,
                    live = true)
            double holdMs) {

        /**
         * Checks the order of the thresholds.
         *
         * @param on where speech begins
         * @param off where it may end
         * @param holdMs for how long
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
        return "voice-activity";
    }

    @Override
    public String summary() {
        return "says whether somebody speaks, from a model's probabilities";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).fixed().rated();
        StreamSpec in = check.spec();
        if (in.shape().elements() != 1) {
            check.mismatch("stream is no probability", "one element");
        }
        return Contract.of(in.reshaped(ElementType.F32, Axis.of("field", 2)).withUnit("1"));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        double frames = settings.holdMs() / MILLIS_PER_SECOND * context.input().rateHz();
        return new Running(new Hysteresis(settings.on(), settings.off(), Math.max(1, (int) Math.ceil(frames))));
    }

    private static final class Running extends KernelProcessor {

        private final Hysteresis decision;

        Running(Hysteresis decision) {
            super(decision);
            this.decision = decision;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float probability = frame.tensor().floats()[0];
            boolean speech = decision.next(probability);
            out.emit(frame.withPayload(Tensor.of(SHAPE, new float[] {probability, speech ? 1 : 0})));
        }
    }
}
