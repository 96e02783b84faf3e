package io.millrace.operators.audio;

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
import io.millrace.kernels.audio.Spectra;

/**
 * The magnitudes of spectra, as many models want them.
 *
 * <p><b>Input</b> f32 {@code [channel, iq=2, bin]}. <b>Output</b> f32 {@code [channel, bin]}, at the same time.
 *
 * <p><b>State and cost</b> none; one square root a bin. <b>Drops</b> nothing.
 *
 * @see Spectra
 */
public final class Magnitude implements Operator<Magnitude.Config> {

    /** Makes the operator; the service loader does. */
    public Magnitude() {}

    /**
     * Settings.
     *
     * @param squared whether to give the power instead
     */
    public record Config(
            @Setting(help = "whether to give the power instead", orElse = "false")
            boolean squared) {}

    @Override
    public String name() {
        return "magnitude";
    }

    @Override
    public String summary() {
        return "the magnitudes of spectra";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = AudioStreams.requireSpectra(inputs.single());
        Axis bins = in.axes().get(2);
        return Contract.of(in.reshaped(ElementType.F32, in.axes().get(0), bins))
                .withMacsPerFrame(2L * AudioStreams.channels(in) * bins.size());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(context, settings.squared());
    }

    private static final class Running implements Processor {

        private final int channels;
        private final int bins;
        private final Shape shape;
        private final boolean squared;

        Running(OpenContext context, boolean squared) {
            this.channels = AudioStreams.channels(context.input());
            this.bins = AudioStreams.length(context.input());
            this.shape = context.output().shape();
            this.squared = squared;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] spectra = frame.tensor().floats();
            float[] magnitudes = new float[channels * bins];
            for (int c = 0; c < channels; c++) {
                if (squared) {
                    Spectra.power(spectra, 2 * c * bins, bins, magnitudes, c * bins);
                } else {
                    Spectra.magnitude(spectra, 2 * c * bins, bins, magnitudes, c * bins);
                }
            }
            out.emit(frame.withPayload(Tensor.of(shape, magnitudes)));
        }
    }
}
