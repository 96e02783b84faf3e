package io.millrace.operators.fusion;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Bundle;
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
import io.millrace.kernels.fusion.ContextModulation;

/**
 * Amplifies what one sensor sees where the context of another agrees: two-point modulation. The context alone never drives.
 *
 * <p><b>Input</b> bundles, as {@code align:} makes them, with {@code drive} R and {@code context} C, f32 of fixed shapes, both
 * around 0 and of about 1; with as many numbers each, or with one on either side for all of the other. <b>Output</b> f32 of the
 * shape of the part with more numbers: R (1 + exp(2 {@code strength} R C)) / 2, the gain at most {@code most-gain}. {@code strength: 0} passes the drive.
 *
 * <p><b>State and cost</b> none; an exponential an element. <b>Drops</b> {@code not-finite}.
 *
 * @see ContextModulation
 */
public final class ContextModulator implements Operator<ContextModulator.Config> {

    /** Makes the operator; the service loader does. */
    public ContextModulator() {}

    /**
     * Settings.
     *
     * @param strength how much the context counts
     * @param mostGain the largest gain
     * @param drive how the numbers of the drive are read
     * @param context how those of the context are read
     */
    public record Config(
            @Setting(
                    help = "how much the context counts; 0 passes the drive, 1 is the published form",
                    orElse = "1",
                    min = 0,
                    max = 1000,
                    live = true)
            double strength,

            @Setting(
                    help = "the largest gain, so that nothing overflows",
                    orElse = "16",
                    min = 1.01,
                    max = 1e6,
                    live = true)
            double mostGain,

            @Setting(help = "numbers of the drive: each for itself, or their mean as one", orElse = "each")
            Reading drive,

            @Setting(help = "numbers of the context: each for itself, or their mean as one", orElse = "each")
            Reading context) {}

    @Override
    public String name() {
        return "context-modulation";
    }

    @Override
    public String summary() {
        return "amplifies a stream where the context of another agrees; the context alone never drives";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec out = DrivenPair.require(DrivenPair.bundle(inputs), settings.drive(), settings.context());
        return Contract.of(out).withMacsPerFrame(out.shape().elements()).withDrops(DrivenPair.NOT_FINITE);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(
                new ContextModulation(settings.strength(), settings.mostGain()),
                new DrivenPair(context.input(), settings.drive(), settings.context()),
                context.output().shape());
    }

    private static final class Running implements Processor {

        private final ContextModulation modulation;
        private final DrivenPair pair;
        private final Shape shape;

        Running(ContextModulation modulation, DrivenPair pair, Shape shape) {
            this.modulation = modulation;
            this.pair = pair;
            this.shape = shape;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            Bundle bundle = frame.bundle();
            float[] drive = pair.drive(bundle);
            float[] context = pair.context(bundle);
            if (!DrivenPair.isFinite(drive) || !DrivenPair.isFinite(context)) {
                out.drop(DrivenPair.NOT_FINITE);
                return;
            }
            float[] driven = new float[shape.elements()];
            modulation.modulate(drive, context, driven);
            out.emit(frame.withPayload(Tensor.of(shape, driven)));
        }
    }
}
