package io.millrace.operators.audio;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
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
 * Suppresses what is left of an echo after another stage has cancelled most of it: the second half of {@code
 * echo-canceller}, for use behind a stage of one's own.
 *
 * <p><b>Inputs</b> {@code near}, what that stage has left, and {@code echo}, the echo that it predicted: blocks f32 {@code
 * [channel=1, sample]} of one sample rate, 8 to 48 kHz, that belong together by event time. A gap in {@code echo} is
 * silence. <b>Output</b> as {@code near}, below 16 ms late, declared.
 *
 * <p><b>State and cost</b> a few blocks of 8 ms; four transforms a block. <b>Drops</b> a block of {@code echo} that is
 * more than time has passed for: {@code far-end-surplus}.
 *
 * @see PostFilter
 */
public final class EchoSuppressor implements Operator<EchoSuppressor.Config> {

    private static final String NEAR = "near";
    private static final String ECHO = "echo";
    private static final int LEAD_MS = 500;

    /** Makes the operator; the service loader does. */
    public EchoSuppressor() {}

    /**
     * Settings.
     *
     * @param suppressEchoDb most that residual echo is suppressed by, dB
     * @param suppressNoiseDb most that noise is suppressed by, dB
     * @param echoWaitMs how long {@code near} waits for {@code echo}, ms
     */
    public record Config(
            @Setting(
                    help = "most that residual echo is suppressed by, dB",
                    orElse = "50",
                    min = 0,
                    max = 80,
                    live = true)
            double suppressEchoDb,

            @Setting(help = "most that noise is suppressed by, dB", orElse = "10", min = 0, max = 40, live = true)
            double suppressNoiseDb,

            @Setting(help = "how long near waits for echo, by its own time, ms", orElse = "200", min = 0, max = 10_000)
            int echoWaitMs) {}

    @Override
    public String name() {
        return "echo-suppressor";
    }

    @Override
    public String summary() {
        return "suppresses what is left of an echo after another stage has cancelled most of it";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec near = AudioPairs.requirePair(inputs, NEAR, ECHO);
        double rateHz = AudioStreams.sampleRateHz(near);
        int block = EchoCancellation.blockSamples(rateHz);
        int frame = AudioStreams.length(near);
        long transform = 4L * block * (Integer.SIZE - Integer.numberOfLeadingZeros(block));
        return Contract.of(near)
                .withDelayNanos(AudioStreams.nanos(BlockBridge.delaySamples(block, frame), rateHz))
                .withStateBytes(new PostFilter(rateHz, block, 0, 0).stateBytes()
                        + AudioPairs.stateBytes(near, settings.echoWaitMs(), LEAD_MS)
                        + 3L * Float.BYTES * (3L * block + frame))
                .withMacsPerFrame(4 * transform * Math.max(1, frame / block))
                .withDrops(AudioPairs.FAR_END_SURPLUS);
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec near = context.input();
        double rateHz = AudioStreams.sampleRateHz(near);
        int block = EchoCancellation.blockSamples(rateHz);
        PostFilter filter = new PostFilter(rateHz, block, settings.suppressEchoDb(), settings.suppressNoiseDb());
        return new Running(filter, AudioPairs.streams(near, settings.echoWaitMs(), LEAD_MS), block, context);
    }

    private static final class Running extends KernelProcessor {

        private final PairedStreams paired;
        private final BlockBridge bridge;
        private final Shape shape;
        private final long delayNanos;
        private final float[][] in;
        private final float[][] made = new float[1][];

        Running(PostFilter filter, PairedStreams paired, int block, OpenContext context) {
            super(filter);
            double[] near = new double[block];
            double[] echo = new double[block];
            double[] clean = new double[block];
            int frame = AudioStreams.length(context.input());
            this.paired = paired;
            this.shape = context.input().shape();
            this.delayNanos = context.contract().delayNanos();
            this.in = new float[2][frame];
            this.bridge = new BlockBridge(
                    (from, to) -> {
                        AudioPairs.finite(from[0], near);
                        AudioPairs.finite(from[1], echo);
                        filter.process(near, echo, echo, clean);
                        AudioPairs.round(clean, to[0]);
                    },
                    2,
                    1,
                    block,
                    frame);
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            if (input == 0) {
                paired.lead(frame);
            } else if (!paired.accompany(frame)) {
                out.drop(AudioPairs.FAR_END_SURPLUS);
            }
            while (paired.ready()) {
                suppress(out);
            }
        }

        private void suppress(Emitter out) {
            Frame near = paired.next(in[1]);
            in[0] = near.tensor().floats();
            made[0] = new float[shape.elements()];
            bridge.process(in, made);
            out.emit(delayed(near, Tensor.of(shape, made[0]), delayNanos));
        }

        @Override
        public void flush(Emitter out) {
            while (!paired.empty()) {
                suppress(out);
            }
        }

        @Override
        public void reset() {
            super.reset();
            bridge.reset();
            paired.reset();
        }

        @Override
        public void snapshot(DataOutput out) throws IOException {
            super.snapshot(out);
            bridge.save(out);
            paired.save(out);
        }

        @Override
        public void restore(DataInput from) throws IOException {
            super.restore(from);
            bridge.load(from);
            paired.load(from);
        }
    }
}
