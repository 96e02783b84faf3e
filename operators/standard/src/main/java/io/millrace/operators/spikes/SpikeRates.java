package io.millrace.operators.spikes;

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
import io.millrace.kernels.spikes.SpikeRate;
import io.millrace.operators.support.KernelProcessor;
import io.millrace.operators.support.Windows;
import java.time.Duration;

/**
 * Firing rates from counts per bin, over an exponential or a rectangular window of the past.
 *
 * <p><b>Input</b> f32 of any fixed shape with a nominal rate: counts, as {@code spike-bin} gives them. <b>Output</b> the
 * same in Hz, later by the centre of gravity of the window, which is taken off the time.
 *
 * <p><b>State and cost</b> a double an element, and the window where it is rectangular; O(1) a frame and element.
 * <b>Drops</b> frames with an element that is no finite number: {@code not-finite}.
 *
 * @see SpikeRate
 */
public final class SpikeRates implements Operator<SpikeRates.Config> {

    /** Makes the operator; the service loader does. */
    public SpikeRates() {}

    /**
     * Settings.
     *
     * @param window form of the window
     * @param length time constant or length
     */
    public record Config(
            @Setting(help = "form of the window over the past", orElse = "exponential")
            SpikeRate.Window window,

            @Setting(help = "time in which an exponential window falls to 1/e; length of a rectangular one")
            Duration length) {}

    @Override
    public String name() {
        return "spike-rate";
    }

    @Override
    public String summary() {
        return "firing rates from counts per bin";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).fixed().rated().spec();
        double bins = bins(settings, in);
        if (!(bins >= 0.5 && bins <= 1 << 20)) {
            inputs.refuse(
                    "window does not fit the stream",
                    "length=" + settings.length() + ", bins=" + bins,
                    "half a bin up to " + (1 << 20) + " bins");
            return Contract.of(in);
        }
        SpikeRate kernel = kernel(settings, in);
        return Contract.of(in.withUnit("Hz"))
                .withDelayNanos(Windows.samplesNanos(in, kernel.delayBins()))
                .withStateBytes(kernel.stateBytes())
                .withMacsPerFrame(2L * in.shape().elements())
                .withDrops(NotFinite.REASON);
    }

    private static double bins(Config settings, StreamSpec in) {
        return settings.length().toNanos() * 1e-9 * in.rateHz();
    }

    private static SpikeRate kernel(Config settings, StreamSpec in) {
        double bins = Math.max(settings.window() == SpikeRate.Window.RECTANGULAR ? 1 : 0, bins(settings, in));
        return new SpikeRate(in.shape().elements(), settings.window(), bins, in.rateHz());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(
                kernel(settings, context.input()),
                context.output().shape(),
                context.contract().delayNanos());
    }

    private static final class Running extends KernelProcessor {

        private final SpikeRate kernel;
        private final Shape shape;
        private final long delayNanos;

        Running(SpikeRate kernel, Shape shape, long delayNanos) {
            super(kernel);
            this.kernel = kernel;
            this.shape = shape;
            this.delayNanos = delayNanos;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] counts = frame.tensor().floats();
            if (NotFinite.in(counts)) {
                out.drop(NotFinite.REASON);
                return;
            }
            float[] rates = new float[counts.length];
            kernel.process(counts, rates);
            out.emit(delayed(frame, Tensor.of(shape, rates), delayNanos));
        }
    }
}
