package io.millrace.operators.filter;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Emitter;
import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import io.millrace.operators.support.FrameHead;
import io.millrace.operators.support.KernelProcessor;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A processor whose output is a fixed number of frames behind its input: it gives every frame the number and time of the
 * one it is made of, and at the end of the stream the frames held back as they came.
 */
abstract class HeldFramesProcessor extends KernelProcessor {

    private final int delayFrames;
    private final long[] sequences;
    private final long[] times;
    private int position;
    private int held;
    private @Nullable Frame newest;

    HeldFramesProcessor(KernelState kernel, int delayFrames) {
        super(kernel);
        this.delayFrames = delayFrames;
        this.sequences = new long[delayFrames + 1];
        this.times = new long[delayFrames + 1];
    }

    /** The frame of an age as it came: 0 for the newest. */
    protected abstract Tensor held(int age);

    /** Notes a frame that has arrived. */
    protected final void hold(Frame frame) {
        sequences[position] = frame.sequence();
        times[position] = frame.timeNanos();
        position = position + 1 == times.length ? 0 : position + 1;
        held = Math.min(held + 1, times.length);
        newest = frame;
    }

    /** Whether there is a frame as old as the delay. */
    protected final boolean isFull() {
        return held > delayFrames;
    }

    /** The frame to emit for the one that is as old as the delay. */
    protected final Frame stamp(Frame arrived, Payload payload) {
        return stamp(arrived, delayFrames, payload);
    }

    private Frame stamp(Frame arrived, int age, Payload payload) {
        int at = Math.floorMod(position - 1 - age, times.length);
        return new Frame(
                sequences[at],
                times[at],
                arrived.uncertaintyNanos(),
                arrived.arrivalNanos(),
                payload,
                arrived.provenance());
    }

    @Override
    public void flush(Emitter out) {
        Frame arrived = newest;
        for (int age = Math.min(held, delayFrames) - 1; arrived != null && age >= 0; age--) {
            out.emit(stamp(arrived, age, held(age)));
        }
    }

    @Override
    public void reset() {
        super.reset();
        Arrays.fill(sequences, 0);
        Arrays.fill(times, 0);
        position = 0;
        held = 0;
        newest = null;
    }

    @Override
    public void snapshot(DataOutput out) throws IOException {
        super.snapshot(out);
        out.writeInt(position);
        out.writeInt(held);
        for (int i = 0; i < times.length; i++) {
            out.writeLong(sequences[i]);
            out.writeLong(times[i]);
        }
        FrameHead.save(newest, out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        super.restore(in);
        position = StateIo.readInt(in, "held.position", 0, times.length - 1);
        held = StateIo.readInt(in, "held.frames", 0, times.length);
        for (int i = 0; i < times.length; i++) {
            sequences[i] = in.readLong();
            times[i] = in.readLong();
        }
        newest = FrameHead.load(in);
    }
}
