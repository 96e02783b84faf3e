package io.millrace.engine.trace;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The latest spans of one stage, overwritten in turn: one writer that never waits and allocates nothing, any readers.
 *
 * <p>The writer says first which entry it is about to overwrite (claimed), then writes, then says that it is done
 * (written). A reader copies and then looks how far the writer has claimed: what it may have overwritten meanwhile is left
 * out.
 */
public final class TraceRing {

    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle CLAIMED;
    private static final VarHandle WRITTEN;
    private static final int FIELDS = 5;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CLAIMED = lookup.findVarHandle(TraceRing.class, "claimed", long.class);
            WRITTEN = lookup.findVarHandle(TraceRing.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long[] entries;
    private final int capacity;

    @SuppressWarnings("unused") // by handle
    private long claimed;

    @SuppressWarnings("unused") // by handle
    private long written;

    /**
     * Makes an empty ring.
     *
     * @param capacity spans it keeps, 1 or more
     */
    public TraceRing(int capacity) {
        this.capacity = capacity;
        this.entries = new long[Math.multiplyExact(capacity, FIELDS)];
    }

    /**
     * Adds a span. One thread.
     *
     * @param node index of the node
     * @param sequence sequence number of the frame it was handed
     * @param arrivalNanos arrival of that frame: what came of one arrival belongs to one trace
     * @param beganNanos when it began, ns of the machine's monotonic clock
     * @param nanos how long it took, with what it passed the frame on to
     */
    public void add(int node, long sequence, long arrivalNanos, long beganNanos, long nanos) {
        long number = (long) CLAIMED.get(this);
        CLAIMED.setOpaque(this, number + 1);
        VarHandle.storeStoreFence(); // the claim shows before what it overwrites
        int at = (int) (number % capacity) * FIELDS;
        ENTRY.setOpaque(entries, at, (long) node);
        ENTRY.setOpaque(entries, at + 1, sequence);
        ENTRY.setOpaque(entries, at + 2, arrivalNanos);
        ENTRY.setOpaque(entries, at + 3, beganNanos);
        ENTRY.setOpaque(entries, at + 4, nanos);
        WRITTEN.setRelease(this, number + 1);
    }

    /**
     * The spans it holds, oldest first. Any thread.
     *
     * @return spans that are whole
     */
    public List<Span> read() {
        long end = (long) WRITTEN.getAcquire(this);
        long begin = Math.max(0, end - capacity);
        List<Span> copies = new ArrayList<>((int) (end - begin));
        for (long number = begin; number < end; number++) {
            int at = (int) (number % capacity) * FIELDS;
            copies.add(new Span(
                    (int) (long) ENTRY.getOpaque(entries, at),
                    (long) ENTRY.getOpaque(entries, at + 1),
                    (long) ENTRY.getOpaque(entries, at + 2),
                    (long) ENTRY.getOpaque(entries, at + 3),
                    (long) ENTRY.getOpaque(entries, at + 4)));
        }
        VarHandle.acquireFence(); // the copies were made before this
        long overwritten = (long) CLAIMED.getOpaque(this) - capacity;
        int torn = (int) Math.min(copies.size(), Math.max(0, overwritten - begin));
        return List.copyOf(copies.subList(torn, copies.size()));
    }
}
