package io.millrace.engine.edge;

import io.millrace.api.frame.Frame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A bounded ring of frames for one producer and one consumer, from which the producer may also evict. */
public final class FrameRing {

    /*
     * Positions only rise. The producer alone moves the tail. The head is moved by compare-and-set, by the consumer
     * when it takes a frame and by the producer when it evicts: whoever wins owns the frame. The consumer reads the
     * slot before its compare-and-set; should the producer evict and overwrite the slot in between, the compare-and-set
     * fails, because the head has moved and never comes back. Slots are not cleared when taken (clearing could hit a
     * newer frame), so a ring keeps at most its capacity of frames alive, which is what its plan accounts for.
     *
     * Head and tail live in one array, far enough apart not to share a cache line. Beside the tail, which the consumer
     * reads anyway, stands the mark of a barrier: a position at which the consumer stops until it clears the mark. It
     * takes no slot, so a full ring cannot refuse it and no eviction can drop it. The consumer reads it after the tail:
     * whoever sees a frame that was put behind a mark sees the mark.
     */

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Frame[].class);
    private static final VarHandle POSITION = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int HEAD = 16;
    private static final int TAIL = 32;
    private static final int MARK = TAIL + 1;
    private static final long NO_MARK = Long.MAX_VALUE;

    private final @Nullable Frame[] slots;
    private final int mask;
    private final int capacity;
    private final long[] position = new long[48];

    /**
     * Makes an empty ring.
     *
     * @param capacity frames it holds, 1 or more
     */
    public FrameRing(int capacity) {
        this.capacity = capacity;
        int size = Integer.highestOneBit(Math.max(1, capacity * 2 - 1));
        this.slots = new @Nullable Frame[size];
        this.mask = size - 1;
        this.position[MARK] = NO_MARK;
    }

    /**
     * Adds a frame unless the ring is full. Producer only.
     *
     * @param frame the frame
     * @return false if it is full
     */
    public boolean offer(Frame frame) {
        long tail = (long) POSITION.get(position, TAIL);
        long head = (long) POSITION.getAcquire(position, HEAD);
        if (tail - head >= capacity) {
            return false;
        }
        SLOT.setRelease(slots, (int) tail & mask, frame);
        POSITION.setRelease(position, TAIL, tail + 1);
        return true;
    }

    /**
     * Takes the oldest frame. Consumer only.
     *
     * @return the frame, or null if the ring is empty or the frame stands behind the mark
     */
    public @Nullable Frame poll() {
        while (true) {
            long head = (long) POSITION.getAcquire(position, HEAD);
            if (head == (long) POSITION.getAcquire(position, TAIL)
                    || head >= (long) POSITION.getOpaque(position, MARK)) {
                return null;
            }
            Frame frame = (Frame) SLOT.getAcquire(slots, (int) head & mask);
            if (POSITION.compareAndSet(position, HEAD, head, head + 1)) {
                return frame;
            }
        }
    }

    /**
     * Looks at the oldest frame. Consumer only, and only where the producer does not evict.
     *
     * @return the frame, or null if the ring is empty
     */
    public @Nullable Frame peek() {
        long head = (long) POSITION.getAcquire(position, HEAD);
        return head == (long) POSITION.getAcquire(position, TAIL)
                ? null
                : (Frame) SLOT.getAcquire(slots, (int) head & mask);
    }

    /**
     * Evicts the oldest frame. Producer only.
     *
     * @return frames evicted: 1, or 0 if the consumer was faster or the ring is empty
     */
    public int evictOldest() {
        long head = (long) POSITION.getAcquire(position, HEAD);
        return head != (long) POSITION.get(position, TAIL) && POSITION.compareAndSet(position, HEAD, head, head + 1)
                ? 1
                : 0;
    }

    /**
     * Evicts every frame. Producer, or anybody once the producer is done.
     *
     * @return how many
     */
    public long evictAll() {
        while (true) {
            long head = (long) POSITION.getAcquire(position, HEAD);
            long tail = (long) POSITION.getAcquire(position, TAIL);
            if (POSITION.compareAndSet(position, HEAD, head, tail)) {
                return tail - head;
            }
        }
    }

    /**
     * Sets the mark behind the newest frame. Producer only, with no mark set.
     */
    public void mark() {
        POSITION.setRelease(position, MARK, (long) POSITION.get(position, TAIL));
    }

    /** Sets the mark before the oldest frame. Consumer only, with no mark set. */
    public void markHere() {
        POSITION.setRelease(position, MARK, 0L);
    }

    /**
     * Whether a mark is set and every frame before it is gone. Consumer only.
     *
     * @return true if {@link #poll} gives nothing until the mark is cleared
     */
    public boolean isAtMark() {
        long mark = (long) POSITION.getAcquire(position, MARK);
        return mark != NO_MARK && (long) POSITION.getAcquire(position, HEAD) >= mark;
    }

    /** Removes the mark. Consumer only. */
    public void clearMark() {
        POSITION.setRelease(position, MARK, NO_MARK);
    }

    /**
     * Frames queued now. Any thread.
     *
     * @return 0..capacity
     */
    public long size() {
        long head = (long) POSITION.getAcquire(position, HEAD);
        long tail = (long) POSITION.getAcquire(position, TAIL);
        return Math.max(0, tail - head);
    }

    /**
     * Frames it holds.
     *
     * @return capacity
     */
    public int capacity() {
        return capacity;
    }
}
