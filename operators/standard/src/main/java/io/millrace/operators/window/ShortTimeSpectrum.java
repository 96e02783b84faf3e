package io.millrace.operators.window;

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
import io.millrace.kernels.fft.Stft;
import io.millrace.kernels.fft.Window;
import io.millrace.operators.support.WindowProcessor;
import io.millrace.operators.support.Windows;

/**
 * The spectrum of every channel over the last frames: frames are the samples, elements the channels.
 *
 * <p><b>Input</b> f32 with one axis of c channels. <b>Output</b> f32 {@code [bin, c]} of power, or {@code [iq=2, bin, c]}
 * of real and imaginary parts; bin k is at {@code k * rate / length-frames}, up to half the rate. A sine of amplitude A on
 * a bin reads A/2, in power A^2/4. Its time is the middle of the window if the stream has a nominal rate.
 *
 * <p><b>State and cost</b> one window; one real transform a channel every {@code hop-frames}. <b>Drops</b> nothing.
 *
 * @see Stft
 */
public final class ShortTimeSpectrum implements Operator<ShortTimeSpectrum.Config> {

    /** Makes the operator; the service loader does. */
    public ShortTimeSpectrum() {}

    /** What is given of each bin. */
    public enum Form {
        /** Squared magnitude. */
        POWER,
        /** Real and imaginary part. */
        COMPLEX
    }

    /**
     * Settings.
     *
     * @param lengthFrames window and transform length, frames
     * @param hopFrames distance between spectra, frames
     * @param window window function, periodic
     * @param form what is given of each bin
     */
    public record Config(
            @Setting(help = "window and transform length, frames", min = 2, max = 1_048_576)
            int lengthFrames,

            @Setting(help = "distance between spectra, frames", min = 1, max = 1_000_000)
            int hopFrames,

            @Setting(help = "window function", orElse = "hann")
            Window window,

            @Setting(help = "power, or complex for real and imaginary parts", orElse = "power")
            Form form) {}

    @Override
    public String name() {
        return "stft";
    }

    @Override
    public String summary() {
        return "the spectrum of every channel over the last frames";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = inputs.single().tensor(ElementType.F32).rank(1).fixed().spec();
        Axis bins = Axis.of("bin", settings.lengthFrames() / 2 + 1);
        Axis channels = in.axes().get(0);
        StreamSpec out = settings.form() == Form.POWER
                ? in.reshaped(ElementType.F32, bins, channels).withUnit(squared(in.unit()))
                : in.reshaped(ElementType.F32, Axis.of("iq", 2), bins, channels);
        long length = settings.lengthFrames();
        long macs = channels.size() * length * (Long.SIZE - Long.numberOfLeadingZeros(length)) * 2;
        return Contract.of(out.withRateHz(Windows.rateHz(in, settings.hopFrames())))
                .withDelayNanos(Windows.delayNanos(in, settings.lengthFrames()))
                .withStateBytes(in.frameBytes() * length)
                .withMacsPerFrame(macs / settings.hopFrames());
    }

    private static String squared(String unit) {
        return unit.equals("1") ? unit : "(" + unit + ")^2";
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        Stft stft = new Stft(
                context.input().shape().elements(),
                settings.lengthFrames(),
                settings.hopFrames(),
                settings.window(),
                Stft.Scaling.SPECTRUM);
        return new Running(stft, settings.form(), context);
    }

    private static final class Running extends WindowProcessor {

        private final Stft stft;
        private final boolean complex;
        private final Shape shape;
        private final int channels;
        private final float[] re;
        private final float[] im;

        Running(Stft stft, Form form, OpenContext context) {
            super(stft, context);
            this.stft = stft;
            this.complex = form == Form.COMPLEX;
            this.shape = context.output().shape();
            this.channels = context.input().shape().elements();
            this.re = new float[stft.bins()];
            this.im = new float[stft.bins()];
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            if (!stft.push(frame.tensor().floats())) {
                return;
            }
            float[] spectra = new float[shape.elements()];
            for (int c = 0; c < channels; c++) {
                if (complex) {
                    stft.spectrum(c, re, im);
                    column(im, spectra, stft.bins() * channels + c);
                } else {
                    stft.power(c, re);
                }
                column(re, spectra, c);
            }
            out.emit(stamp(frame, Tensor.of(shape, spectra)));
        }

        private void column(float[] bins, float[] matrix, int from) {
            for (int k = 0; k < bins.length; k++) {
                matrix[from + k * channels] = bins[k];
            }
        }
    }
}
