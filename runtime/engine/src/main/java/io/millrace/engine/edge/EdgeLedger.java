package io.millrace.engine.edge;

import io.millrace.api.operator.DropReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/*
 * The books of one edge: in = out + dropped + in flight, at every instant.
 *
 * Two threads write: the producer (in, its drops) and the consumer (out, its drops, the frame it is working on). Each
 * side brackets its writes with its own stamp, odd while writing (a seqlock with one writer a side), so a reader that
 * finds both stamps even and unchanged has seen one instant. Writers never wait. What is in flight is not derived from
 * the other numbers: it is the queue's own length plus the frame at work plus those the consumer holds, so that a lost
 * frame would show.
 */
/** The books of one edge. */
public abstract class EdgeLedger implements EdgeBooks {

    private static final VarHandle PRODUCER_STAMP = handle("producerStamp");
    private static final VarHandle CONSUMER_STAMP = handle("consumerStamp");
    private static final VarHandle IN = handle("in");
    private static final VarHandle OUT = handle("out");
    private static final VarHandle AT_WORK = handle("atWork");
    private static final VarHandle HELD = handle("held");

    private static final int MANY_ATTEMPTS = 64;

    private final String id;
    private final DropCounters producerDrops = new DropCounters();
    private final DropCounters consumerDrops = new DropCounters();

    @SuppressWarnings("unused") // by handle
    private long producerStamp;

    @SuppressWarnings("unused") // by handle
    private long in;

    // Keeps the two writers off each other's cache line.
    @SuppressWarnings("unused")
    private long p0, p1, p2, p3, p4, p5, p6, p7;

    @SuppressWarnings("unused") // by handle
    private long consumerStamp;

    @SuppressWarnings("unused") // by handle
    private long out;

    @SuppressWarnings("unused") // by handle
    private long atWork;

    @SuppressWarnings("unused") // by handle
    private long held;

    EdgeLedger(String id) {
        this.id = id;
    }

    @Override
    public final String id() {
        return id;
    }

    /** Frames that wait in the queue; read inside the stamps. */
    abstract long queued();

    final void beginProducer() {
        PRODUCER_STAMP.setOpaque(this, producerStamp + 1);
        VarHandle.storeStoreFence();
    }

    final void endProducer() {
        PRODUCER_STAMP.setRelease(this, producerStamp + 1);
    }

    final void beginConsumer() {
        CONSUMER_STAMP.setOpaque(this, consumerStamp + 1);
        VarHandle.storeStoreFence();
    }

    final void endConsumer() {
        CONSUMER_STAMP.setRelease(this, consumerStamp + 1);
    }

    final void countIn(long count) {
        IN.setOpaque(this, in + count);
    }

    final void countProducerDrop(DropReason reason, long count) {
        producerDrops.add(reason, count);
    }

    final void countConsumerDrop(DropReason reason, long count) {
        consumerDrops.add(reason, count);
    }

    final void countOut(long count) {
        OUT.setOpaque(this, out + count);
    }

    final void atWork(long frames) {
        AT_WORK.setOpaque(this, frames);
    }

    /** Books what became of the frame at work. Consumer only, between its stamps. */
    @SuppressWarnings("ReferenceEquality") // HELD is no reason but a mark
    final void countTaken(@Nullable DropReason refused) {
        if (refused == FrameTarget.HELD) {
            return; // booked by hold, and perhaps settled since
        }
        atWork(0);
        if (refused == null) {
            countOut(1);
        } else {
            countConsumerDrop(refused, 1);
        }
    }

    /** The consumer keeps the frame at work: it stays in flight until settled. Consumer only, while it takes a frame. */
    public final void hold() {
        beginSettling();
        atWork(0);
        HELD.setOpaque(this, held + 1);
        endSettling();
    }

    /**
     * Says what became of frames that the consumer held. Consumer only.
     *
     * @param reason why they were dropped, or null if they were used
     * @param count how many; more than are held counts as those that are
     */
    public final void settle(@Nullable DropReason reason, long count) {
        long settled = Math.min(count, held);
        if (settled <= 0) {
            return;
        }
        beginSettling();
        HELD.setOpaque(this, held - settled);
        if (reason == null) {
            countOut(settled);
        } else {
            countConsumerDrop(reason, settled);
        }
        endSettling();
    }

    /**
     * Takes over frames that the consumer holds since before this run. Consumer only, before the first frame.
     *
     * @param count how many
     */
    public final void restoreHeld(long count) {
        beginSettling();
        countIn(count);
        HELD.setOpaque(this, held + count);
        endSettling();
    }

    /** Frames that the consumer holds. */
    final long held() {
        return (long) HELD.getOpaque(this);
    }

    /**
     * Frames that are done with: taken, refused, or evicted. Any thread; a hint, not of one instant.
     *
     * @return a number that rises while anything moves here
     */
    public final long done() {
        return (long) OUT.getOpaque(this) + producerDrops.total() + consumerDrops.total() + held();
    }

    /**
     * Whether the consumer is working on a frame. Any thread; a hint.
     *
     * @return true if it is
     */
    public final boolean isAtWork() {
        return (long) AT_WORK.getOpaque(this) > 0;
    }

    abstract void beginSettling();

    abstract void endSettling();

    /**
     * Frames queued or worked on, at one instant, without those that the consumer holds; cheaper than the whole account.
     * Any thread.
     *
     * @return 0 or more
     */
    public final long underWay() {
        while (true) {
            long producer = (long) PRODUCER_STAMP.getAcquire(this);
            long consumer = (long) CONSUMER_STAMP.getAcquire(this);
            long seen = queued() + (long) AT_WORK.getOpaque(this);
            VarHandle.acquireFence();
            if (((producer | consumer) & 1) == 0
                    && producer == (long) PRODUCER_STAMP.getOpaque(this)
                    && consumer == (long) CONSUMER_STAMP.getOpaque(this)) {
                return seen;
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public final EdgeCount count() {
        for (int attempt = 0; ; attempt++) {
            long producer = (long) PRODUCER_STAMP.getAcquire(this);
            long consumer = (long) CONSUMER_STAMP.getAcquire(this);
            EdgeCount seen = read();
            VarHandle.acquireFence();
            boolean still = ((producer | consumer) & 1) == 0
                    && producer == (long) PRODUCER_STAMP.getOpaque(this)
                    && consumer == (long) CONSUMER_STAMP.getOpaque(this);
            if (still) {
                return seen;
            }
            if (attempt > MANY_ATTEMPTS) {
                LockSupport.parkNanos(1); // a writer was descheduled between its stamps: let it finish
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private EdgeCount read() {
        Map<String, Long> dropped = new TreeMap<>();
        producerDrops.forEach((reason, n) -> dropped.merge(reason.word(), n, Long::sum));
        consumerDrops.forEach((reason, n) -> dropped.merge(reason.word(), n, Long::sum));
        long inFlight = queued() + (long) AT_WORK.getOpaque(this) + held();
        return new EdgeCount(id, (long) IN.getOpaque(this), (long) OUT.getOpaque(this), dropped, inFlight);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(EdgeLedger.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
