package io.millrace.operators.filter;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.filter.ButterworthDesign;
import io.millrace.kernels.filter.Sos;
import io.millrace.kernels.filter.SosFilter;
import io.millrace.operators.support.KernelProcessor;
import io.millrace.operators.support.Windows;

/**
 * Takes out what is faster than a corner frequency, element by element, with a causal Butterworth filter.
 *
 * <p><b>Input</b> f32 of any fixed shape with a nominal rate. <b>Output</b> the same, later by the group delay at 0 Hz,
 * which is taken off the time: a slow change stands where it happened, a fast one up to some periods of the corner
 * frequency late.
 *
 * <p><b>State and cost</b> two doubles and five products a section (two orders) and element. It starts as if the
 * first frame had always been there. <b>Drops</b> frames with an element that is no finite number, which would stay in the
 * filter for ever: {@code not-finite}.
 *
 * @see ButterworthDesign
 */
public final class LowPass implements Operator<LowPass.Config> {

    private static final int PRODUCTS_PER_SECTION = 5;
    private static final DropReason NOT_FINITE = new DropReason("not-finite");

    /** Makes the operator; the service loader does. */
    public LowPass() {}

    /**
     * Settings.
     *
     * @param cutOffHz frequency at which the power is halved, Hz, below half of the stream's rate
     * @param order order of the filter: steepness in 6 dB an octave
     */
    public record Config(
            @Setting(help = "frequency at which the power is halved, Hz", min = 1e-9)
            double cutOffHz,

            @Setting(help = "steepness in 6 dB an octave", orElse = "2", min = 1, max = 10)
            int order) {}

    @Override
    public String name() {
        return "low-pass";
    }

    @Override
    public String summary() {
        return "takes out what is faster than a corner frequency, element by element";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).fixed().rated();
        StreamSpec in = check.spec();
        if (settings.cutOffHz() >= in.rateHz() / 2) {
            check.mismatch(
                    "cut-off frequency is beyond the stream",
                    "cut-off-hz=" + settings.cutOffHz() + " below half of the rate, " + in.rateHz() / 2);
            return Contract.of(in);
        }
        Sos sos = ButterworthDesign.lowPass(settings.order(), settings.cutOffHz(), in.rateHz());
        long elements = in.shape().elements();
        return Contract.of(in)
                .withDelayNanos(Windows.samplesNanos(in, sos.groupDelayAtZeroHz()))
                .withStateBytes(2L * Double.BYTES * elements * sos.sections())
                .withMacsPerFrame(PRODUCTS_PER_SECTION * elements * sos.sections())
                .withDrops(NOT_FINITE);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        Sos sos = ButterworthDesign.lowPass(settings.order(), settings.cutOffHz(), in.rateHz());
        SosFilter filter = new SosFilter(sos, in.shape().elements(), SosFilter.Start.STEADY);
        return new Running(filter, in.shape(), context.contract().delayNanos());
    }

    private static final class Running extends KernelProcessor {

        private final SosFilter filter;
        private final Shape shape;
        private final long delayNanos;

        Running(SosFilter filter, Shape shape, long delayNanos) {
            super(filter);
            this.filter = filter;
            this.shape = shape;
            this.delayNanos = delayNanos;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] rough = frame.tensor().floats();
            if (!isFinite(rough)) {
                out.drop(NOT_FINITE);
                return;
            }
            float[] smooth = new float[shape.elements()];
            filter.process(rough, smooth);
            out.emit(delayed(frame, Tensor.of(shape, smooth), delayNanos));
        }

        private static boolean isFinite(float[] values) {
            float sum = 0;
            for (float value : values) {
                sum += value * 0; // 0 for a finite value, else NaN
            }
            return sum == 0;
        }
    }
}
