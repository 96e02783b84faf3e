package io.millrace.operators.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.kernels.StateIo;
import io.millrace.operators.support.FrameHead;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The frames of one input that wait for their partners, oldest first; a bounded ring. */
final class WaitingFrames {

    private final @Nullable Frame[] ring;
    private final Shape shape;
    private int head;
    private int size;

    WaitingFrames(int capacity, Shape shape) {
        this.ring = new Frame[capacity];
        this.shape = shape;
    }

    /** Adds a frame; false if there is no space. */
    boolean add(Frame frame) {
        if (size == ring.length) {
            return false;
        }
        ring[(head + size++) % ring.length] = frame;
        return true;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Frame first() {
        return Objects.requireNonNull(ring[head]);
    }

    Frame take() {
        Frame frame = first();
        ring[head] = null;
        head = (head + 1) % ring.length;
        size--;
        return frame;
    }

    void forgetBefore(long timeNanos) {
        while (size > 0 && first().timeNanos() < timeNanos) {
            take();
        }
    }

    void clear() {
        while (size > 0) {
            take();
        }
        head = 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            Frame frame = Objects.requireNonNull(ring[(head + i) % ring.length]);
            FrameHead.save(frame, out);
            StateIo.writeFloats(out, frame.tensor().floats());
        }
    }

    void load(DataInput in) throws IOException {
        clear();
        int count = StateIo.readInt(in, "waiting", 0, ring.length);
        for (int i = 0; i < count; i++) {
            Frame frame = FrameHead.load(in);
            if (frame == null) {
                throw new IOException("state does not fit: waiting.frame=null (expected a frame)");
            }
            float[] values = new float[shape.elements()];
            StateIo.readFloats(in, "waiting.values", values);
            add(frame.withPayload(Tensor.of(shape, values)));
        }
    }
}
