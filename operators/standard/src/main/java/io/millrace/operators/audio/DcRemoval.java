package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.DcBlocker;
import io.millrace.operators.support.KernelProcessor;

/**
 * Takes the constant out of audio that cheap converters add, and rumble below {@code cut-off-hz} with it.
 *
 * <p><b>Input</b> blocks f32 {@code [channel, sample]}. <b>Output</b> the same, without delay.
 *
 * <p><b>State and cost</b> two numbers a channel; two products a sample. <b>Drops</b> blocks with a sample that is no finite
 * number, which would stay in the filter for ever: {@code not-finite}.
 *
 * @see DcBlocker
 */
public final class DcRemoval implements Operator<DcRemoval.Config> {

    private static final DropReason NOT_FINITE = new DropReason("not-finite");

    /** Makes the operator; the service loader does. */
    public DcRemoval() {}

    /**
     * Settings.
     *
     * @param cutOffHz frequency at which the power is halved
     */
    public record Config(
            @Setting(help = "frequency at which the power is halved, Hz", orElse = "20", min = 1e-3)
            double cutOffHz) {}

    @Override
    public String name() {
        return "dc-removal";
    }

    @Override
    public String summary() {
        return "takes the constant out of audio, and rumble with it";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single();
        StreamSpec in = AudioStreams.requireBlocks(check);
        double quarter = AudioStreams.sampleRateHz(in) / 4;
        if (settings.cutOffHz() >= quarter) {
            check.mismatch(
                    "cut-off frequency is beyond the stream",
                    "cut-off-hz=" + settings.cutOffHz() + " below a quarter of the sample rate, " + quarter);
        }
        return Contract.of(in)
                .withStateBytes(2L * Double.BYTES * AudioStreams.channels(in))
                .withMacsPerFrame(2L * in.shape().elements())
                .withDrops(NOT_FINITE);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        int channels = AudioStreams.channels(in);
        return new Running(
                new DcBlocker(channels, settings.cutOffHz(), AudioStreams.sampleRateHz(in)), channels, in.shape());
    }

    private static final class Running extends KernelProcessor {

        private final DcBlocker blocker;
        private final int channels;
        private final Shape shape;
        private final float[] channel;

        Running(DcBlocker blocker, int channels, Shape shape) {
            super(blocker);
            this.blocker = blocker;
            this.channels = channels;
            this.shape = shape;
            this.channel = new float[shape.elements() / channels];
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] block = frame.tensor().floats();
            if (!isFinite(block)) {
                out.drop(NOT_FINITE);
                return;
            }
            float[] clean = new float[block.length];
            for (int c = 0; c < channels; c++) {
                System.arraycopy(block, c * channel.length, channel, 0, channel.length);
                blocker.process(c, channel, channel, 0, channel.length);
                System.arraycopy(channel, 0, clean, c * channel.length, channel.length);
            }
            out.emit(frame.withPayload(Tensor.of(shape, clean)));
        }

        private static boolean isFinite(float[] values) {
            float sum = 0;
            for (float value : values) {
                sum += value * 0; // 0 for a finite value, else NaN
            }
            return sum == 0;
        }
    }
}
