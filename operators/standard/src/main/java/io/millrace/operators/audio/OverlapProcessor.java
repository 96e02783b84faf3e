package io.millrace.operators.audio;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import io.millrace.operators.support.KernelProcessor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Windows in, one hop of samples out for each, but for the first ones: their hops lie before the stream's first sample and
 * would only delay it.
 */
final class OverlapProcessor extends KernelProcessor {

    private final Sum sum;
    private final int early;
    private final float[][] hop;
    private final Shape shape;
    private final long delayNanos;
    private int skip;
    private long sequence;

    /** The sum of windows that overlap. */
    interface Sum {
        void add(float[] frame);

        void take(float[][] out);
    }

    OverlapProcessor(KernelState state, int lengthSamples, OpenContext context, Sum sum) {
        super(state);
        this.sum = sum;
        StreamSpec output = context.output();
        int hopSamples = AudioStreams.length(output);
        this.shape = output.shape();
        this.early = lengthSamples / hopSamples - 1;
        this.skip = early;
        this.hop = new float[AudioStreams.channels(output)][hopSamples];
        this.delayNanos = context.contract().delayNanos();
    }

    /** Blocks of a hop at the rate of the windows. */
    static StreamSpec blocks(StreamSpec windows, int hopSamples) {
        return windows.reshaped(ElementType.F32, windows.axes().get(0), Axis.of(AudioStreams.SAMPLE, hopSamples));
    }

    /** From the middle of a window to its first sample, which begins the block that it completes. */
    static long delayNanos(StreamSpec windows, int lengthSamples, int hopSamples) {
        int half = lengthSamples / 2;
        return AudioStreams.nanos(half, AudioStreams.sampleRateHz(blocks(windows, hopSamples)));
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        sum.add(frame.tensor().floats());
        sum.take(hop);
        if (skip > 0) {
            skip--;
            return;
        }
        float[] block = AudioStreams.join(hop, hop[0].length);
        out.emit(new Frame(
                sequence++,
                frame.timeNanos() - delayNanos,
                frame.uncertaintyNanos(),
                frame.arrivalNanos(),
                Tensor.of(shape, block),
                frame.provenance()));
    }

    @Override
    public void reset() {
        super.reset();
        skip = early;
        sequence = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeLong(sequence);
        out.writeInt(skip);
        super.snapshot(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        sequence = in.readLong();
        skip = StateIo.readInt(in, "overlap.skip", 0, early);
        super.restore(in);
    }
}
