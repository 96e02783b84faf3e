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
import io.millrace.kernels.csi.DopplerSpectrum;
import io.millrace.operators.support.WindowProcessor;
import io.millrace.operators.support.Windows;

/**
 * The power over Doppler frequency of the last frames, averaged over the sub-carriers: how fast something moves.
 *
 * <p><b>Input</b> f32[subcarrier=S] amplitudes. <b>Output</b> f32[bin=length-frames], by rising frequency; bin i is at
 * {@code (i - length-frames / 2) * rate / length-frames}. Amplitudes give a symmetric spectrum. Its time is the middle of
 * the window if the stream has a nominal rate.
 *
 * <p><b>State and cost</b> one window of complex numbers; one transform a sub-carrier every {@code hop-frames}.
 * <b>Drops</b> nothing.
 *
 * @see DopplerSpectrum
 */
public final class CsiDoppler implements Operator<CsiDoppler.Config> {

    /** Makes the operator; the service loader does. */
    public CsiDoppler() {}

    /**
     * Settings.
     *
     * @param lengthFrames window and transform length, frames
     * @param hopFrames distance between spectra, frames
     */
    public record Config(
            @Setting(help = "window and transform length, frames", min = 2, max = 1_048_576)
            int lengthFrames,

            @Setting(help = "distance between spectra, frames", min = 1, max = 1_000_000)
            int hopFrames) {}

    @Override
    public String name() {
        return "csi-doppler";
    }

    @Override
    public String summary() {
        return "the power over Doppler frequency, averaged over the sub-carriers: how fast something moves";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).rank(1).fixed().spec();
        long length = settings.lengthFrames();
        StreamSpec out = in.reshaped(ElementType.F32, Axis.of("bin", settings.lengthFrames()))
                .withUnit(in.unit().equals("1") ? "1" : "(" + in.unit() + ")^2")
                .withRateHz(Windows.rateHz(in, settings.hopFrames()));
        long macs = in.shape().elements() * length * (Long.SIZE - Long.numberOfLeadingZeros(length)) * 4;
        return Contract.of(out)
                .withDelayNanos(Windows.delayNanos(in, settings.lengthFrames()))
                .withStateBytes(2L * in.frameBytes() * length)
                .withMacsPerFrame(macs / settings.hopFrames());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(
                new DopplerSpectrum(context.input().shape().elements(), settings.lengthFrames(), settings.hopFrames()),
                context);
    }

    private static final class Running extends WindowProcessor {

        private final DopplerSpectrum spectrum;
        private final Shape shape;

        Running(DopplerSpectrum spectrum, OpenContext context) {
            super(spectrum, context);
            this.spectrum = spectrum;
            this.shape = context.output().shape();
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            if (spectrum.push(frame.tensor().floats())) {
                float[] power = new float[shape.elements()];
                spectrum.power(power);
                out.emit(stamp(frame, Tensor.of(shape, power)));
            }
        }
    }
}
