package io.millrace.operators.csi;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.csi.GainCompensation;
import io.millrace.operators.support.KernelProcessor;

/**
 * Finds the factor that undoes changes of the receiver's automatic gain.
 *
 * <p><b>Input</b> CSI frames. <b>Output</b> the same frames with their gain factor set; {@code iq} stays as received, and
 * {@code csi-amplitude} multiplies. The factor is 1 until the baseline is known, and for frames that do not tell their
 * gains, which do not count for the baseline either.
 *
 * <p><b>State</b> the gains of the baseline. <b>Drops</b> nothing.
 *
 * @see GainCompensation
 */
public final class CsiGain implements Operator<CsiGain.Config> {

    /** Makes the operator; the service loader does. */
    public CsiGain() {}

    /**
     * Settings.
     *
     * @param baselineFrames number of first frames that the gains are compared with
     */
    public record Config(
            @Setting(
                    help = "number of first frames that the gains are compared with",
                    orElse = "50",
                    min = 1,
                    max = 65536)
            int baselineFrames) {}

    @Override
    public String name() {
        return "csi-gain";
    }

    @Override
    public String summary() {
        return "finds the factor that undoes changes of the receiver's automatic gain";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = CsiFrame.require(inputs.single());
        return Contract.of(in).withStateBytes(2L * Integer.BYTES * settings.baselineFrames());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(new GainCompensation(settings.baselineFrames()));
    }

    private static final class Running extends KernelProcessor {

        private final GainCompensation compensation;

        Running(GainCompensation compensation) {
            super(compensation);
            this.compensation = compensation;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            CsiFrame csi = CsiFrame.of(frame.bundle());
            float factor = 1f;
            if (Float.isFinite(csi.agcGainDb()) && Float.isFinite(csi.fftGain())) {
                int agc = (int) csi.agcGainDb();
                int fft = (int) csi.fftGain();
                compensation.observe(agc, fft);
                factor = (float) compensation.factor(agc, fft);
            }
            out.emit(frame.withPayload(csi.withGainFactor(factor)));
        }
    }
}
