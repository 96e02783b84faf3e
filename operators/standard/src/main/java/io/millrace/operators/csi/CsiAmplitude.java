package io.millrace.operators.csi;

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
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.csi.Amplitude;

/**
 * The amplitude of every sub-carrier.
 *
 * <p><b>Input</b> CSI frames of S positions. <b>Output</b> f32[subcarrier=S], 0 where no channel estimate is, in the steps
 * of the receiver's converter, times the gain factor of the frame if {@code apply-gain}.
 *
 * <p><b>State</b> none. <b>Drops</b> nothing.
 *
 * @see CsiFrame
 */
public final class CsiAmplitude implements Operator<CsiAmplitude.Config> {

    private static final int PRODUCTS_PER_SUBCARRIER = 3;

    /** Makes the operator; the service loader does. */
    public CsiAmplitude() {}

    /**
     * Settings.
     *
     * @param applyGain whether to multiply by the gain factor, which {@code csi-gain} finds
     */
    public record Config(
            @Setting(help = "multiply by the gain factor that csi-gain found", orElse = "true")
            boolean applyGain) {}

    @Override
    public String name() {
        return "csi-amplitude";
    }

    @Override
    public String summary() {
        return "the amplitude of every sub-carrier";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = CsiFrame.require(inputs.single());
        int subcarriers = CsiFrame.subcarriers(in);
        return Contract.of(in.reshaped(ElementType.F32, Axis.of("subcarrier", subcarriers)))
                .withMacsPerFrame((long) PRODUCTS_PER_SUBCARRIER * subcarriers);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(settings.applyGain(), context.output().shape());
    }

    private static final class Running implements Processor {

        private final boolean applyGain;
        private final Shape shape;
        private final float[] re;
        private final float[] im;
        private final boolean[] valid;

        Running(boolean applyGain, Shape shape) {
            this.applyGain = applyGain;
            this.shape = shape;
            this.re = new float[shape.elements()];
            this.im = new float[shape.elements()];
            this.valid = new boolean[shape.elements()];
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            CsiFrame csi = CsiFrame.of(frame.bundle());
            csi.split(re, im);
            csi.copyValid(valid);
            float[] amplitude = new float[shape.elements()];
            Amplitude.of(re, im, amplitude);
            float factor = applyGain ? csi.gainFactor() : 1f;
            for (int i = 0; i < amplitude.length; i++) {
                amplitude[i] = valid[i] ? amplitude[i] * factor : 0f;
            }
            out.emit(frame.withPayload(Tensor.of(shape, amplitude)));
        }
    }
}
