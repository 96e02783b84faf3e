package io.millrace.operators.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.fft.SampleWindows;
import io.millrace.operators.support.FrameHead;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Blocks in, one frame for every window out, timed at its middle. At the end it goes on with silence until every sample
 * has been in every window that reaches it.
 */
final class AudioWindowProcessor implements Processor {

    private final SampleWindows windows;
    private final Reader reader;
    private final Shape shape;
    private final float[][] channels;
    private final double rateHz;
    private final int blockSamples;
    private final int hopSamples;
    private @Nullable Frame last;
    private long sequence;

    /** Fills a frame's array from the window that is ready. */
    @FunctionalInterface
    interface Reader {
        void read(float[] out);
    }

    AudioWindowProcessor(SampleWindows windows, int hopSamples, OpenContext context, Reader reader) {
        StreamSpec in = context.input();
        this.windows = windows;
        this.reader = reader;
        this.hopSamples = hopSamples;
        this.shape = context.output().shape();
        this.blockSamples = AudioStreams.length(in);
        this.rateHz = AudioStreams.sampleRateHz(in);
        this.channels = new float[AudioStreams.channels(in)][blockSamples];
    }

    /**
     * How much older the middle of a window is than the first sample of the block that completes it, at most: blocks that
     * are longer than a hop complete a window with each hop. Exact where one is a multiple of the other.
     */
    static long delayNanos(StreamSpec in, int lengthSamples, int hopSamples) {
        int fresh = Math.min(AudioStreams.length(in), hopSamples);
        return AudioStreams.nanos(Math.max(0, lengthSamples / 2 - fresh), AudioStreams.sampleRateHz(in));
    }

    @Override
    public void process(int input, Frame frame, Emitter out) {
        AudioStreams.split(frame.tensor().floats(), channels, blockSamples);
        last = frame;
        for (int taken = 0; taken < blockSamples; ) {
            taken += windows.push(channels, taken, blockSamples);
            if (windows.ready()) {
                emit(frame, taken, out);
            }
        }
    }

    @Override
    public void flush(Emitter out) {
        Frame head = last;
        if (head == null) {
            return;
        }
        float[][] silence = new float[channels.length][hopSamples];
        int wanted = windows.lengthSamples() - hopSamples;
        int pushed = 0;
        while (pushed < wanted || !windows.ready()) {
            pushed += windows.push(silence, 0, hopSamples);
            if (windows.ready()) {
                emit(head, blockSamples + pushed, out);
            }
        }
    }

    private void emit(Frame newest, int samplesIntoBlock, Emitter out) {
        float[] values = new float[shape.elements()];
        reader.read(values);
        int middle = samplesIntoBlock - windows.lengthSamples() / 2;
        out.emit(new Frame(
                sequence++,
                newest.timeNanos() + AudioStreams.nanos(middle, rateHz),
                newest.uncertaintyNanos(),
                newest.arrivalNanos(),
                Tensor.of(shape, values),
                newest.provenance()));
    }

    @Override
    public void reset() {
        windows.reset();
        last = null;
        sequence = 0;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        out.writeLong(sequence);
        windows.save(out);
        FrameHead.save(last, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        sequence = in.readLong();
        windows.load(in);
        last = FrameHead.load(in);
    }
}
