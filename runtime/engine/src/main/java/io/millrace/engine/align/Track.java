package io.millrace.engine.align;

import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.engine.checkpoint.FrameState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One input: the frames of it that are held, oldest first, and the last one before those. A frame counts as in flight
 * until it is first used or dropped; what has been used may stay to be used again.
 */
final class Track {

    private final int input;
    private final Frame[] frames;
    private final boolean[] settled;
    private final long[] came;
    private int head;
    private int size;
    private @Nullable Frame last;
    private boolean lastSettled;
    private long newestNanos = Long.MIN_VALUE;
    private boolean ended;

    Track(int input, int capacity) {
        this.input = input;
        this.frames = new Frame[capacity];
        this.settled = new boolean[capacity];
        this.came = new long[capacity];
    }

    /** Takes a frame that came at a waiting time. */
    void add(Frame frame, long cameNanos) {
        int slot = slot(size++);
        frames[slot] = frame;
        settled[slot] = false;
        came[slot] = cameNanos;
        newestNanos = Math.max(newestNanos, frame.timeNanos());
    }

    boolean isFull() {
        return size == frames.length;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    Frame head() {
        return frames[head];
    }

    Frame get(int index) {
        return frames[slot(index)];
    }

    long headNanos() {
        return frames[head].timeNanos();
    }

    /** When the oldest frame came, ns of waiting time. */
    long headCame() {
        return came[head];
    }

    /** When a frame came, ns of waiting time. */
    long came(int index) {
        return came[slot(index)];
    }

    /** The frame before the oldest, or null. */
    @Nullable Frame last() {
        return last;
    }

    /** No frame to come is earlier than this. */
    long newestNanos() {
        return ended ? Long.MAX_VALUE : newestNanos;
    }

    boolean isEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** A held frame goes into a set. */
    void use(int index, Emitter out) {
        int slot = slot(index);
        if (!settled[slot]) {
            settled[slot] = true;
            out.settle(input, null, 1);
        }
    }

    /** The last frame goes into a set. */
    void useLast(Emitter out) {
        if (!lastSettled) {
            lastSettled = true;
            out.settle(input, null, 1);
        }
    }

    /** The oldest frame becomes the last; one that was never used is dropped for that. */
    void shift(DropReason unused, Emitter out) {
        dropLast(unused, out);
        last = frames[head];
        lastSettled = settled[head];
        head = slot(1);
        size--;
    }

    /** The oldest frame is dropped, for a reason that counts if it was never used. */
    void drop(DropReason reason, Emitter out) {
        if (!settled[head]) {
            out.settle(input, reason, 1);
        }
        head = slot(1);
        size--;
    }

    /** Forgets the last frame. */
    void dropLast(DropReason unused, Emitter out) {
        if (last != null && !lastSettled) {
            out.settle(input, unused, 1);
        }
        last = null;
        lastSettled = true;
    }

    /** Drops everything, and what was said about time. */
    void clear(DropReason reason, Emitter out) {
        while (size > 0) {
            drop(reason, out);
        }
        dropLast(reason, out);
        newestNanos = Long.MIN_VALUE;
    }

    /** Frames that are in flight here. */
    int held() {
        int held = last != null && !lastSettled ? 1 : 0;
        for (int i = 0; i < size; i++) {
            held += settled[slot(i)] ? 0 : 1;
        }
        return held;
    }

    void reset() {
        head = 0;
        size = 0;
        last = null;
        lastSettled = true;
        newestNanos = Long.MIN_VALUE;
        ended = false;
    }

    void save(DataOutput out) throws IOException {
        out.writeLong(newestNanos);
        out.writeBoolean(ended);
        out.writeBoolean(last != null);
        if (last != null) {
            out.writeBoolean(lastSettled);
            FrameState.write(last, out);
        }
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeBoolean(settled[slot(i)]);
            out.writeLong(came[slot(i)]);
            FrameState.write(get(i), out);
        }
    }

    void load(DataInput in) throws IOException {
        reset();
        newestNanos = in.readLong();
        ended = in.readBoolean();
        if (in.readBoolean()) {
            lastSettled = in.readBoolean();
            last = FrameState.read(in);
        }
        int count = in.readInt();
        if (count < 0 || count > frames.length) {
            throw new IOException("state does not fit: held=" + count + " (expected 0.." + frames.length + ")");
        }
        for (int i = 0; i < count; i++) {
            settled[i] = in.readBoolean();
            came[i] = in.readLong();
            frames[i] = FrameState.read(in);
            size = i + 1;
        }
    }

    private int slot(int index) {
        int slot = head + index;
        return slot < frames.length ? slot : slot - frames.length;
    }
}
