package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.audio.aec.EchoCancellation;
import io.millrace.kernels.audio.aec.PostFilter;
import io.millrace.operators.support.KernelProcessor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Brings steady background noise down and leaves speech.
 *
 * <p><b>Input</b> blocks f32 {@code [channel=1, sample]} of any length, 8 to 48 kHz. <b>Output</b> the same, below 16 ms late,
 * declared.
 *
 * <p><b>State and cost</b> a few blocks of 8 ms; two transforms a block. <b>Drops</b> nothing.
 *
 * @see PostFilter
 */
public final class NoiseSuppressor implements Operator<NoiseSuppressor.Config> {

    /** Makes the operator; the service loader does. */
    public NoiseSuppressor() {}

    /**
     * Settings.
     *
     * @param suppressNoiseDb most that noise is suppressed by, dB
     */
    public record Config(
            @Setting(help = "most that noise is suppressed by, dB", orElse = "12", min = 0, max = 40, live = true)
            double suppressNoiseDb) {}

    @Override
    public String name() {
        return "noise-suppressor";
    }

    @Override
    public String summary() {
        return "brings steady background noise down and leaves speech";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single();
        StreamSpec in = AudioPairs.inRange(check, AudioPairs.requireVoice(check));
        double rateHz = AudioStreams.sampleRateHz(in);
        int block = EchoCancellation.blockSamples(rateHz);
        int frame = AudioStreams.length(in);
        long transform = 4L * block * (Integer.SIZE - Integer.numberOfLeadingZeros(block));
        return Contract.of(in)
                .withDelayNanos(AudioStreams.nanos(BlockBridge.delaySamples(block, frame), rateHz))
                .withStateBytes(
                        new PostFilter(rateHz, block, 0, 0).stateBytes() + 2L * Float.BYTES * (3L * block + frame))
                .withMacsPerFrame(2 * transform * Math.max(1, frame / block));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        double rateHz = AudioStreams.sampleRateHz(context.input());
        int block = EchoCancellation.blockSamples(rateHz);
        return new Running(new PostFilter(rateHz, block, 0, settings.suppressNoiseDb()), block, context);
    }

    private static final class Running extends KernelProcessor {

        private final BlockBridge bridge;
        private final Shape shape;
        private final long delayNanos;
        private final float[][] in = new float[1][];
        private final float[][] made = new float[1][];

        Running(PostFilter filter, int block, OpenContext context) {
            super(filter);
            double[] samples = new double[block];
            double[] clean = new double[block];
            this.shape = context.input().shape();
            this.delayNanos = context.contract().delayNanos();
            this.bridge = new BlockBridge(
                    (from, to) -> {
                        AudioPairs.finite(from[0], samples);
                        filter.process(samples, clean);
                        AudioPairs.round(clean, to[0]);
                    },
                    1,
                    1,
                    block,
                    AudioStreams.length(context.input()));
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            in[0] = frame.tensor().floats();
            made[0] = new float[shape.elements()];
            bridge.process(in, made);
            out.emit(delayed(frame, Tensor.of(shape, made[0]), delayNanos));
        }

        @Override
        public void reset() {
            super.reset();
            bridge.reset();
        }

        @Override
        public void snapshot(DataOutput out) throws IOException {
            super.snapshot(out);
            bridge.save(out);
        }

        @Override
        public void restore(DataInput in) throws IOException {
            super.restore(in);
            bridge.load(in);
        }
    }
}
