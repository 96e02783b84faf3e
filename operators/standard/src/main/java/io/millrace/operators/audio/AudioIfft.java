package io.millrace.operators.audio;

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
import io.millrace.kernels.fft.RealFft;

/**
 * The window of samples behind each spectrum, for models that go on in the time domain; {@code overlap-add} makes audio of
 * such windows.
 *
 * <p><b>Input</b> f32 {@code [channel, iq=2, bin]} with a rate. <b>Output</b> f32 {@code [channel, sample]}, as long as the
 * transform, at the same time, which is that of the middle.
 *
 * <p><b>State and cost</b> no state; one real transform a channel. <b>Drops</b> nothing.
 */
public final class AudioIfft implements Operator<AudioIfft.Config> {

    /** Makes the operator; the service loader does. */
    public AudioIfft() {}

    /** There is nothing to set. */
    public record Config() {}

    @Override
    public String name() {
        return "audio-ifft";
    }

    @Override
    public String summary() {
        return "the window of samples behind each spectrum";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = AudioStreams.requireSpectra(inputs.single().rated());
        int length = AudioIstft.length(in);
        long macs = (long) length * (Integer.SIZE - Integer.numberOfLeadingZeros(length)) * 2;
        return Contract.of(in.reshaped(ElementType.F32, in.axes().get(0), Axis.of(AudioStreams.SAMPLE, length)))
                .withMacsPerFrame(AudioStreams.channels(in) * macs);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(context);
    }

    private static final class Running implements Processor {

        private final int channels;
        private final RealFft fft;
        private final double[] re;
        private final double[] im;
        private final double[] time;
        private final Shape shape;

        Running(OpenContext context) {
            this.channels = AudioStreams.channels(context.input());
            this.fft = new RealFft(AudioIstft.length(context.input()));
            this.re = new double[fft.bins()];
            this.im = new double[fft.bins()];
            this.time = new double[fft.length()];
            this.shape = context.output().shape();
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] spectra = frame.tensor().floats();
            float[] windows = new float[shape.elements()];
            for (int c = 0; c < channels; c++) {
                for (int k = 0; k < re.length; k++) {
                    re[k] = spectra[2 * c * re.length + k];
                    im[k] = spectra[(2 * c + 1) * re.length + k];
                }
                fft.inverse(re, im, time);
                for (int i = 0; i < time.length; i++) {
                    windows[c * time.length + i] = (float) time[i];
                }
            }
            out.emit(frame.withPayload(Tensor.of(shape, windows)));
        }
    }
}
