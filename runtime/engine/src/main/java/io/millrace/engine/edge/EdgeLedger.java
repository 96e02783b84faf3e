package io.millrace.engine.edge;

import io.millrace.api.operator.DropReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/*
 * The books of one edge: in = out + dropped + in flight, at every instant.
 *
 * Two threads write: the producer (in, its drops) and the consumer (out, its drops, the frame it is working on). Each
 * side brackets its writes with its own stamp, odd while writing (a seqlock with one writer a side), so a reader that
 * finds both stamps even and unchanged has seen one instant. Writers never wait. What is in flight is not derived from
 * the other numbers: it is the queue's own length plus the frame at work, so that a lost frame would show.
 */
abstract class EdgeLedger implements EdgeBooks {

    private static final VarHandle PRODUCER_STAMP = handle("producerStamp");
    private static final VarHandle CONSUMER_STAMP = handle("consumerStamp");
    private static final VarHandle IN = handle("in");
    private static final VarHandle OUT = handle("out");
    private static final VarHandle AT_WORK = handle("atWork");

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

    final void countOut() {
        OUT.setOpaque(this, out + 1);
    }

    final void atWork(long frames) {
        AT_WORK.setOpaque(this, frames);
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
        long inFlight = queued() + (long) AT_WORK.getOpaque(this);
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
