package io.millrace.operators.filter;

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
import io.millrace.kernels.filter.HampelFilter;
import io.millrace.operators.support.KernelProcessor;

/**
 * Replaces outliers by the median of the last frames, element by element.
 *
 * <p><b>Input</b> f32 of any fixed shape. <b>Output</b> the same, without delay: an element that is no outlier passes
 * unchanged.
 *
 * <p><b>State and cost</b> two windows an element, O(window) a frame. <b>Drops</b> nothing.
 *
 * @see HampelFilter
 */
public final class Hampel implements Operator<Hampel.Config> {

    /** Makes the operator; the service loader does. */
    public Hampel() {}

    /**
     * Settings.
     *
     * @param windowFrames window length in frames, with the newest
     * @param thresholdMad distance from the median, in scaled median absolute deviations, that makes an outlier
     */
    public record Config(
            @Setting(help = "window length in frames, with the newest", orElse = "7", min = 1, max = 4096)
            int windowFrames,

            @Setting(
                    help = "distance from the median that makes an outlier, in scaled median absolute deviations",
                    orElse = "5",
                    min = 1e-3,
                    live = true)
            double thresholdMad) {}

    @Override
    public String name() {
        return "hampel";
    }

    @Override
    public String summary() {
        return "replaces outliers by the median of the last frames, element by element";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).fixed().spec();
        long elements = in.shape().elements();
        return Contract.of(in)
                .withStateBytes(2L * Float.BYTES * elements * settings.windowFrames())
                .withMacsPerFrame(elements * settings.windowFrames());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        Shape shape = context.input().shape();
        return new Running(new HampelFilter(shape.elements(), settings.windowFrames(), settings.thresholdMad()), shape);
    }

    private static final class Running extends KernelProcessor {

        private final HampelFilter filter;
        private final Shape shape;

        Running(HampelFilter filter, Shape shape) {
            super(filter);
            this.filter = filter;
            this.shape = shape;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] clean = new float[shape.elements()];
            filter.process(frame.tensor().floats(), clean);
            out.emit(frame.withPayload(Tensor.of(shape, clean)));
        }
    }
}
