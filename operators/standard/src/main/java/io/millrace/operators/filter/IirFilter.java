package io.millrace.operators.filter;

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
import io.millrace.kernels.filter.Sos;
import io.millrace.kernels.filter.SosFilter;
import io.millrace.operators.support.KernelProcessor;
import io.millrace.operators.support.Windows;

/**
 * Keeps a band of frequencies, element by element, with a causal recursive filter of classical design.
 *
 * <p><b>Input</b> f32 of any fixed shape with a nominal rate. <b>Output</b> the same, later by the group delay, which is
 * taken off the time: that at 0 Hz of a low pass or band stop (a slow change stands where it happened, a fast one up to
 * some periods of the corner frequency late), that of the middle of a band pass, that at half the rate of a high pass.
 *
 * <p><b>State and cost</b> two doubles and five products a section (two poles) and element. It starts as if the first
 * frame had always been there. <b>Drops</b> frames with an element that is no finite number, which would stay in the
 * filter for ever: {@code not-finite}.
 *
 * @see io.millrace.kernels.filter.FilterDesign
 */
public final class IirFilter implements Operator<IirSettings> {

    static final DropReason NOT_FINITE = new DropReason("not-finite");

    private static final int PRODUCTS_PER_SECTION = 5;

    /** Makes the operator; the service loader does. */
    public IirFilter() {}

    @Override
    public String name() {
        return "iir-filter";
    }

    @Override
    public String summary() {
        return "keeps a band of frequencies, element by element: Bessel, Butterworth, Chebyshev, elliptic";
    }

    @Override
    public Class<IirSettings> settings() {
        return IirSettings.class;
    }

    @Override
    public Contract contract(IirSettings settings, Inputs inputs) {
        InputCheck check = inputs.single().tensor(ElementType.F32).fixed().rated();
        StreamSpec in = check.spec();
        if (!fits(check, "cutoff-hz or band-hz", settings.highestCornerHz())) {
            return Contract.of(in);
        }
        Sos sos = settings.sos(in.rateHz());
        double delay = sos.groupDelay(settings.keptCyclesPerSample(in.rateHz()));
        long elements = in.shape().elements();
        return Contract.of(in)
                .withDelayNanos(Math.max(0, Windows.samplesNanos(in, delay)))
                .withStateBytes(2L * Double.BYTES * elements * sos.sections())
                .withMacsPerFrame(PRODUCTS_PER_SECTION * elements * sos.sections())
                .withDrops(NOT_FINITE);
    }

    /** Notes a corner that the stream's rate does not allow. */
    static boolean fits(InputCheck check, String key, double cornerHz) {
        double half = check.spec().rateHz() / 2;
        if (cornerHz >= half) {
            check.mismatch(
                    "cut-off frequency is beyond the stream",
                    key + "=" + cornerHz + " below half of the rate, " + half);
        }
        return cornerHz < half;
    }

    @Override
    public Processor open(IirSettings settings, OpenContext context) {
        StreamSpec in = context.input();
        SosFilter filter = new SosFilter(settings.sos(in.rateHz()), in.shape().elements(), SosFilter.Start.STEADY);
        return new Running(filter, in.shape(), context.contract().delayNanos());
    }

    /** True if no element is NaN or infinite. */
    static boolean isFinite(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0; // 0 for a finite value, else NaN
        }
        return sum == 0;
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
    }
}
