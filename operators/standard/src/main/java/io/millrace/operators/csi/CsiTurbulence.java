package io.millrace.operators.csi;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.csi.Turbulence;

/**
 * The spread of the amplitude over the sub-carriers: restless when somebody moves.
 *
 * <p><b>Input</b> f32[subcarrier=S] amplitudes; zeros, which stand where no channel estimate is, take no part.
 * <b>Output</b> f32[value=1].
 *
 * <p><b>State</b> none. <b>Drops</b> nothing.
 *
 * @see Turbulence
 */
public final class CsiTurbulence implements Operator<CsiTurbulence.Config> {

    /** Makes the operator; the service loader does. */
    public CsiTurbulence() {}

    /** How the spread is expressed. */
    public enum Normalise {
        /** Standard deviation, for receivers with locked or compensated gain. */
        SIGMA,
        /** Coefficient of variation, standard deviation over mean: whatever the gain. */
        CV
    }

    /**
     * Settings.
     *
     * @param normalise how the spread is expressed
     */
    public record Config(
            @Setting(help = "sigma if the gain is locked or compensated, else cv (sigma over mean)", orElse = "cv")
            Normalise normalise) {}

    @Override
    public String name() {
        return "turbulence";
    }

    @Override
    public String summary() {
        return "the spread of the amplitude over the sub-carriers: restless when somebody moves";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).rank(1).fixed().spec();
        StreamSpec out = in.reshaped(ElementType.F32, Axis.of("value", 1));
        return Contract.of(settings.normalise() == Normalise.CV ? out.withUnit("1") : out)
                .withMacsPerFrame(in.shape().elements());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        Turbulence turbulence = Turbulence.overNonZero(
                settings.normalise() == Normalise.CV
                        ? Turbulence.Measure.COEFFICIENT_OF_VARIATION
                        : Turbulence.Measure.SIGMA);
        Shape one = Shape.of(1);
        return (input, frame, out) -> out.emit(frame.withPayload(
                Tensor.of(one, new float[] {(float) turbulence.of(frame.tensor().floats())})));
    }
}
