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

/**
 * How loud blocks of audio are: the root of the mean square of their samples.
 *
 * <p><b>Input</b> blocks f32 {@code [channel, sample]}. <b>Output</b> f32 {@code [channel]}, in the unit of the samples, at the
 * time of the block.
 *
 * <p><b>State and cost</b> none; one product a sample. <b>Drops</b> nothing: a block with a sample that is no number has a level
 * that is none.
 */
public final class RootMeanSquare implements Operator<RootMeanSquare.Config> {

    /** Makes the operator; the service loader does. */
    public RootMeanSquare() {}

    /** It has no settings. */
    public record Config() {}

    @Override
    public String name() {
        return "rms";
    }

    @Override
    public String summary() {
        return "how loud blocks of audio are, root mean square";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = AudioStreams.requireBlocks(inputs.single());
        return Contract.of(in.reshaped(ElementType.F32, Axis.of(AudioStreams.CHANNEL, AudioStreams.channels(in))))
                .withMacsPerFrame(in.shape().elements());
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running(context.output().shape());
    }

    private static final class Running implements Processor {

        private final Shape shape;

        Running(Shape shape) {
            this.shape = shape;
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] block = frame.tensor().floats();
            float[] levels = new float[shape.elements()];
            int samples = block.length / levels.length;
            for (int c = 0; c < levels.length; c++) {
                double sum = 0;
                for (int i = c * samples; i < (c + 1) * samples; i++) {
                    sum += (double) block[i] * block[i];
                }
                levels[c] = (float) Math.sqrt(sum / samples);
            }
            out.emit(frame.withPayload(Tensor.of(shape, levels)));
        }
    }
}
