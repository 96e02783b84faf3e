package io.millrace.operators.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.StateIo;
import io.millrace.kernels.audio.RationalResampler;
import io.millrace.operators.support.FrameHead;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one rate in, blocks of another out. An output block is emitted by the input block that completes it, whose
 * time less a whole number of blocks is its own: outputs begin where inputs do.
 */
final class ResampleProcessor implements Processor {

    private final RationalResampler resampler;
    private final float[][] channels;
    private final float[][] fresh;
    private final float[][] block;
    private final Shape shape;
    private final long delayNanos;
    private @Nullable Frame last;
    private int filled;
    private long sequence;

    ResampleProcessor(RationalResampler resampler, OpenContext context) {
        int count = AudioStreams.channels(context.input());
        int samples = AudioStreams.length(context.input());
        this.resampler = resampler;
        this.shape = context.output().shape();
        this.channels = new float[count][samples];
        this.fresh = new float[count][resampler.mostOutputs(samples)];
        this.block = new float[count][AudioStreams.length(context.output())];
        this.delayNanos = context.contract().delayNanos();
    }

    /** Every block waits for the same number of further blocks: those that hold the samples its filter reaches. */
    static long delayNanos(StreamSpec in, int lookahead) {
        int samples = AudioStreams.length(in);
        return AudioStreams.nanos((double) blocks(lookahead, samples) * samples, AudioStreams.sampleRateHz(in));
    }

    private static int blocks(int lookahead, int samples) {
        return (lookahead + samples - 1) / samples;
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        AudioStreams.split(frame.tensor().floats(), channels, channels[0].length);
        last = frame;
        int produced = resampler.push(channels, 0, channels[0].length, fresh, 0);
        take(produced, frame.timeNanos() - delayNanos, frame, out);
    }

    private void take(int produced, long timeNanos, Frame newest, Emitter out) {
        for (int taken = 0; taken < produced; ) {
            int count = Math.min(produced - taken, block[0].length - filled);
            for (int c = 0; c < block.length; c++) {
                System.arraycopy(fresh[c], taken, block[c], filled, count);
            }
            taken += count;
            filled += count;
            if (filled == block[0].length) {
                filled = 0;
                out.emit(new Frame(
                        sequence++,
                        timeNanos,
                        newest.uncertaintyNanos(),
                        newest.arrivalNanos(),
                        Tensor.of(shape, AudioStreams.join(block, block[0].length)),
                        newest.provenance()));
            }
        }
    }

    /** Goes on with silence until the blocks that wait for their filter are complete. */
    @Override
    public void flush(Emitter out) {
        Frame newest = last;
        if (newest == null) {
            return;
        }
        for (float[] channel : channels) {
            Arrays.fill(channel, 0f);
        }
        int samples = channels[0].length;
        int blocks = blocks(resampler.lookahead(), samples);
        long periodNanos = delayNanos / blocks;
        for (int i = 1; i <= blocks; i++) {
            int produced = resampler.push(channels, 0, samples, fresh, 0);
            take(produced, newest.timeNanos() + i * periodNanos - delayNanos, newest, out);
        }
    }

    @Override
    public void reset() {
        resampler.reset();
        last = null;
        filled = 0;
        sequence = 0;
        for (float[] channel : block) {
            Arrays.fill(channel, 0f);
        }
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeLong(sequence);
        out.writeInt(filled);
        resampler.save(out);
        for (float[] channel : block) {
            StateIo.writeFloats(out, channel);
        }
        FrameHead.save(last, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        sequence = in.readLong();
        filled = StateIo.readInt(in, "block.filled", 0, block[0].length - 1);
        resampler.load(in);
        for (float[] channel : block) {
            StateIo.readFloats(in, "block", channel);
        }
        last = FrameHead.load(in);
    }
}
