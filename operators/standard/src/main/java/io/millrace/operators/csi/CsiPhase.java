package io.millrace.operators.csi;

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
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.csi.PhaseSanitizer;

/**
 * The phase of every sub-carrier without the slope and the constant that the receiver adds, both new in every packet.
 *
 * <p><b>Input</b> CSI frames of S positions. <b>Output</b> f32[subcarrier=S] in rad, unwrapped over the sub-carriers, less
 * its least-squares line; 0 where no channel estimate is.
 *
 * <p><b>State</b> none. <b>Drops</b> nothing.
 *
 * @see PhaseSanitizer
 */
public final class CsiPhase implements Operator<CsiPhase.Config> {

    private static final int PRODUCTS_PER_SUBCARRIER = 4;

    /** Makes the operator; the service loader does. */
    public CsiPhase() {}

    /** Settings: none. */
    public record Config() {}

    @Override
    public String name() {
        return "csi-phase";
    }

    @Override
    public String summary() {
        return "the phase of every sub-carrier, less slope and constant of the receiver";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = CsiFrame.require(inputs.single());
        int subcarriers = CsiFrame.subcarriers(in);
        StreamSpec out = in.reshaped(ElementType.F32, Axis.of("subcarrier", subcarriers));
        return Contract.of(out.withUnit("rad")).withMacsPerFrame((long) PRODUCTS_PER_SUBCARRIER * subcarriers);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(context.output().shape());
    }

    private static final class Running implements Processor {

        private final PhaseSanitizer sanitizer;
        private final Shape shape;
        private final float[] re;
        private final float[] im;
        private final boolean[] valid;

        Running(Shape shape) {
            int[] index = new int[shape.elements()];
            for (int i = 0; i < index.length; i++) {
                index[i] = i - index.length / 2;
            }
            this.sanitizer = new PhaseSanitizer(index);
            this.shape = shape;
            this.re = new float[index.length];
            this.im = new float[index.length];
            this.valid = new boolean[index.length];
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            CsiFrame csi = CsiFrame.of(frame.bundle());
            csi.split(re, im);
            csi.copyValid(valid);
            sanitizer.fit(re, im, valid);
            float[] phase = new float[shape.elements()];
            sanitizer.residual(phase);
            out.emit(frame.withPayload(Tensor.of(shape, phase)));
        }
    }
}
