package io.millrace.kernels.spikes;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Holds the events of the last while, and gives them out window by window, overlapping or not.
 *
 * <p>Window k ends at {@code (k + 1) * hopNanos} of the events' clock and covers {@code lengthNanos} before that, so the
 * windows do not depend on how the stream is cut. The first is the one that the first event, or the end of the first
 * interval, falls into the last hop of. A window is complete when the stream is known up to its end; empty windows are
 * windows too. After a silence of more than {@code maxGapHops} the empty ones are left out, and the index jumps.
 *
 * <p>No more than {@code capacity} events are held: beyond that the oldest are lost, and counted.
 *
 * <p>Use: {@link #begin}, then {@link #take} for as long as {@link #hasWindow} says so. Time O(events), and O(events of a
 * window) to give it out; state {@code 13 * capacity} bytes.
 */
public final class EventWindow implements KernelState {

    private static final long[] NO_TIMES = {};
    private static final int[] NO_ADDRESSES = {};
    private static final byte[] NO_POLARITIES = {};
    private static final int EVENT_BYTES = Long.BYTES + Integer.BYTES + Byte.BYTES;

    private final int space;
    private final long lengthNanos;
    private final long hopNanos;
    private final long maxGapHops;
    private final long[] heldTime;
    private final int[] heldAddress;
    private final byte[] heldPolarity;
    private int head;
    private int held;
    private boolean started;
    private long window;
    private long late;
    private long lost;
    private long outside;

    private long[] timeNanos = NO_TIMES;
    private int[] address = NO_ADDRESSES;
    private byte[] polarity = NO_POLARITIES;
    private int next;
    private int count;
    private long untilNanos;

    /**
     * A window before its first event.
     *
     * @param space size of the address space, at least 1
     * @param lengthNanos length of a window, ns, at least 1
     * @param hopNanos distance of two windows, ns, 1..lengthNanos
     * @param capacity most events that are held, 1..2^24
     * @param maxGapHops longest run of empty windows that is given out, 0 or more
     */
    public EventWindow(int space, long lengthNanos, long hopNanos, int capacity, int maxGapHops) {
        if (hopNanos < 1 || lengthNanos < hopNanos) {
            throw new IllegalArgumentException("argument out of range: lengthNanos=" + lengthNanos + ", hopNanos="
                    + hopNanos + " (expected 1 <= hopNanos <= lengthNanos)");
        }
        Require.inRange("capacity", capacity, 1, 1 << 24);
        this.space = Require.inRange("space", space, 1, Integer.MAX_VALUE);
        this.lengthNanos = lengthNanos;
        this.hopNanos = hopNanos;
        this.maxGapHops = Require.inRange("maxGapHops", maxGapHops, 0, Integer.MAX_VALUE);
        this.heldTime = new long[capacity];
        this.heldAddress = new int[capacity];
        this.heldPolarity = new byte[capacity];
    }

    /**
     * Takes events, which must not change until {@link #hasWindow} says no.
     *
     * @param times event times, ns, rising
     * @param addresses address of each event; those outside the space are counted in {@link #outside}
     * @param polarities sign of each event
     * @param n number of events
     * @param until time up to which the stream is known, ns; events at or after it move it on
     */
    public void begin(long[] times, int[] addresses, byte[] polarities, int n, long until) {
        timeNanos = times;
        address = addresses;
        polarity = polarities;
        count = n;
        next = 0;
        untilNanos = n > 0 ? Math.max(until, times[n - 1]) : until;
        if (!started) {
            started = true;
            long first = n > 0 ? Math.min(untilNanos, times[0]) : untilNanos;
            window = Math.floorDiv(first, hopNanos);
        }
    }

    /**
     * Goes on until a window is complete or the events are used up.
     *
     * @return true if a window waits for {@link #take}
     */
    public boolean hasWindow() {
        long end = (window + 1) * hopNanos;
        while (next < count && timeNanos[next] < end) {
            hold(end);
        }
        if (next == count && untilNanos < end) {
            release();
            return false;
        }
        return true;
    }

    private void hold(long end) {
        if (timeNanos[next] < end - hopNanos) {
            late++;
        } else if (address[next] < 0 || address[next] >= space) {
            outside++;
        } else {
            if (held == heldTime.length) {
                drop();
                lost++;
            }
            int at = (int) ((head + (long) held) % heldTime.length);
            heldTime[at] = timeNanos[next];
            heldAddress[at] = address[next];
            heldPolarity[at] = polarity[next];
            held++;
        }
        next++;
    }

    private void drop() {
        head = head + 1 == heldTime.length ? 0 : head + 1;
        held--;
    }

    /**
     * Number of events in the window that waits.
     *
     * @return 0 or more
     */
    public int count() {
        return held;
    }

    /**
     * Gives out the complete window and begins the next.
     *
     * @param times receives {@link #count} times, rising
     * @param addresses receives their addresses
     * @param polarities receives their signs
     * @return index of the window: it ended at {@code (index + 1) * hopNanos}
     */
    public long take(long[] times, int[] addresses, byte[] polarities) {
        for (int i = 0, at = head; i < held; i++, at = at + 1 == heldTime.length ? 0 : at + 1) {
            times[i] = heldTime[at];
            addresses[i] = heldAddress[at];
            polarities[i] = heldPolarity[at];
        }
        long taken = window;
        window++;
        forget();
        long goal = Math.floorDiv(next < count ? timeNanos[next] : untilNanos, hopNanos);
        if (held == 0 && goal - window > maxGapHops) {
            window = goal;
        }
        return taken;
    }

    /** What the next window does not reach back to. */
    private void forget() {
        long start = (window + 1) * hopNanos - lengthNanos;
        while (held > 0 && heldTime[head] < start) {
            drop();
        }
    }

    private void release() {
        timeNanos = NO_TIMES;
        address = NO_ADDRESSES;
        polarity = NO_POLARITIES;
        count = 0;
        next = 0;
    }

    /**
     * Events that came after the window whose last hop they belong to.
     *
     * @return number since the start or the last reset
     */
    public long late() {
        return late;
    }

    /**
     * Events lost because a window held more than its capacity.
     *
     * @return number since the start or the last reset
     */
    public long lost() {
        return lost;
    }

    /**
     * Events outside the address space.
     *
     * @return number since the start or the last reset
     */
    public long outside() {
        return outside;
    }

    @Override
    public long stateBytes() {
        return (long) EVENT_BYTES * heldTime.length;
    }

    @Override
    public void reset() {
        release();
        head = 0;
        held = 0;
        started = false;
        window = 0;
        late = 0;
        lost = 0;
        outside = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(started);
        out.writeLong(window);
        out.writeLong(late);
        out.writeLong(lost);
        out.writeLong(outside);
        out.writeInt(held);
        for (int i = 0, at = head; i < held; i++, at = at + 1 == heldTime.length ? 0 : at + 1) {
            out.writeLong(heldTime[at]);
            out.writeInt(heldAddress[at]);
            out.writeByte(heldPolarity[at]);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        release();
        started = in.readBoolean();
        window = in.readLong();
        late = in.readLong();
        lost = in.readLong();
        outside = in.readLong();
        held = StateIo.readInt(in, "event-window.held", 0, heldTime.length);
        head = 0;
        for (int i = 0; i < held; i++) {
            heldTime[i] = in.readLong();
            heldAddress[i] = in.readInt();
            heldPolarity[i] = in.readByte();
        }
    }
}
