package io.millrace.engine.edge;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.operator.DropReason;
import io.millrace.api.transport.Offer;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An edge between two threads: a bounded ring, the policy for when it is full, and the books.
 *
 * <p>The producer calls {@link #offer} (never waits) or {@link #put} (waits if the policy is {@code block}); the
 * consumer calls {@link #deliver} until there is nothing left.
 */
public final class QueueEdge extends EdgeLedger implements FrameOutlet {

    /** How an edge reaches its surroundings. */
    public interface Host {

        /** There is a frame, or the end of the stream, to be delivered. */
        void ready();

        /**
         * The producer must wait: lets the consumer work if both share a thread.
         *
         * @return true if the consumer was run, false if waiting is all there is
         */
        boolean help();

        /**
         * The policy is to fail and the queue is full.
         *
         * @param message what happened, in the house form
         */
        void overflowed(String message);
    }

    private final EdgePolicy policy;
    private final FrameRing ring;

    // A producer that had to stop goes on when a quarter is free: waking it for every single frame would cost more
    // than the frame.
    private final int resumeAt;

    private final FrameTarget target;
    private final Runnable onComplete;
    private final Host host;
    private final AtomicReference<@Nullable Runnable> spaceListener = new AtomicReference<>();
    private volatile @Nullable Thread waiting;
    private volatile boolean producerDone;
    private volatile boolean closed;
    private @Nullable Runnable delivered;
    private boolean completionDelivered;

    /**
     * Makes the edge.
     *
     * @param id name of the edge
     * @param policy bound and what to do at it
     * @param target where frames go, on the consumer's thread
     * @param onComplete called once on the consumer's thread when every frame is delivered and none will come
     * @param host surroundings
     */
    public QueueEdge(String id, EdgePolicy policy, FrameTarget target, Runnable onComplete, Host host) {
        super(id);
        this.policy = policy;
        this.ring = new FrameRing(policy.capacity());
        this.resumeAt = policy.capacity() - Math.max(1, policy.capacity() / 4);
        this.target = target;
        this.onComplete = onComplete;
        this.host = host;
    }

    /**
     * Offers a frame. Producer only; never waits.
     *
     * @param frame the frame
     * @return what became of it; after FULL it was neither taken nor counted
     */
    public Offer offer(Frame frame) {
        if (closed) {
            beginProducer();
            countIn(1);
            countProducerDrop(DropReason.CANCELLED, 1);
            endProducer();
            return Offer.CLOSED;
        }
        beginProducer();
        Offer result = ring.offer(frame) ? Offer.ACCEPTED : overflow(frame);
        if (result != Offer.FULL) {
            countIn(1);
        }
        endProducer();
        if (result != Offer.FULL) {
            host.ready();
        }
        if (result == Offer.CLOSED) {
            host.overflowed("queue is full: edge=" + id() + ", capacity=" + policy.capacity()
                    + " (expected the consumer to keep up, because the policy is fail)");
        }
        return result;
    }

    @Override
    public void put(Frame frame) {
        while (offer(frame) == Offer.FULL) {
            if (!host.help()) {
                awaitSpace();
            }
        }
    }

    /**
     * Counts what arrived but never became a frame. Producer only.
     *
     * @param reason why
     * @param count how many
     */
    public void lost(DropReason reason, long count) {
        beginProducer();
        countIn(count);
        countProducerDrop(reason, count);
        endProducer();
    }

    @Override
    public void complete() {
        producerDone = true;
        host.ready();
    }

    /**
     * Asks to be told when at least a quarter of the queue is free. Producer only.
     *
     * @param action called once on the consumer's thread, or at once if there is space already
     */
    public void onSpace(Runnable action) {
        spaceListener.set(action);
        VarHandle.fullFence(); // the consumer moves the head, then looks for a listener
        if (closed || hasRoom()) {
            fireSpace();
        }
    }

    /**
     * Frames that can be offered before the queue is full. Producer only.
     *
     * @return 0..capacity
     */
    public int free() {
        return (int) (policy.capacity() - ring.size());
    }

    /**
     * Whether at least a quarter of the queue is free: when a producer that had to stop goes on.
     *
     * @return true if there is room
     */
    public boolean hasRoom() {
        return ring.size() <= resumeAt;
    }

    /**
     * Whether a producer waits here for space.
     *
     * @param producer its thread
     * @return true if it does
     */
    public boolean isAwaitedBy(Thread producer) {
        return producer.equals(waiting);
    }

    /**
     * Whether no frame is queued.
     *
     * @return true if {@link #deliver} would find at most the end of the stream
     */
    public boolean isEmpty() {
        return ring.size() == 0;
    }

    /**
     * The frame that would be delivered next. Consumer only, and only where the policy is never reached.
     *
     * @return the frame, or null if none is queued
     */
    public @Nullable Frame head() {
        return ring.peek();
    }

    /**
     * Whether the producer has said that no further frame will come.
     *
     * @return true after {@link #complete}
     */
    public boolean isCompleted() {
        return producerDone || closed;
    }

    /**
     * Asks to be told after every frame that was delivered: for whoever counts what is in flight here.
     *
     * @param action called on the consumer's thread
     */
    public void onDelivered(Runnable action) {
        delivered = action;
    }

    /**
     * Delivers one frame, or the end of the stream. Consumer only.
     *
     * @return false if there was nothing to do
     */
    public boolean deliver() {
        beginConsumer();
        Frame frame = ring.poll();
        atWork(frame == null ? 0 : 1);
        endConsumer();
        if (frame == null) {
            return !ring.isAtMark() && deliverEnd();
        }
        wakeProducer();
        DropReason refused = target.take(frame);
        beginConsumer();
        countTaken(refused);
        endConsumer();
        if (delivered != null) {
            delivered.run();
        }
        return true;
    }

    /**
     * Delivers the end of the stream if nothing is queued before it, and no frame: while a gate is closed. Consumer only.
     *
     * @return false if there was nothing to do
     */
    public boolean deliverEndOnly() {
        return ring.size() == 0 && !ring.isAtMark() && deliverEnd();
    }

    /** Puts a barrier behind everything offered so far; no policy drops it, no full queue refuses it. Producer only. */
    public void mark() {
        ring.mark();
        host.ready();
    }

    /** Puts a barrier before everything that is queued. Consumer only. */
    public void markHere() {
        ring.markHere();
    }

    /**
     * Whether everything before the barrier has been dealt with. Consumer only.
     *
     * @return true if nothing is delivered until {@link #clearMark}
     */
    public boolean isAtMark() {
        return ring.isAtMark();
    }

    /** Lets what is behind the barrier pass. Consumer only. */
    public void clearMark() {
        ring.clearMark();
    }

    /**
     * Takes nothing more and drops what is queued. Consumer only, or any thread after the consumer has stopped.
     */
    public void close() {
        closed = true;
        beginConsumer();
        long dropped = ring.evictAll();
        if (dropped > 0) {
            countConsumerDrop(DropReason.CANCELLED, dropped);
        }
        endConsumer();
        wakeProducer();
    }

    /**
     * Whether the consumer has been told of the end, or the edge is closed.
     *
     * @return true if nothing more will be delivered
     */
    public boolean isEnded() {
        return closed || completionDelivered;
    }

    @Override
    void beginSettling() {
        beginConsumer();
    }

    @Override
    void endSettling() {
        endConsumer();
    }

    @Override
    long queued() {
        return ring.size();
    }

    private Offer overflow(Frame frame) {
        return switch (policy.overflow()) {
            case BLOCK -> Offer.FULL;
            case DROP_NEWEST -> {
                countProducerDrop(DropReason.QUEUE_FULL_NEWEST, 1);
                yield Offer.DROPPED;
            }
            case FAIL -> {
                countProducerDrop(EdgeDrops.QUEUE_FULL, 1);
                yield Offer.CLOSED;
            }
            case DROP_OLDEST, LATEST -> makeRoom(frame);
        };
    }

    private Offer makeRoom(Frame frame) {
        boolean latest = policy.overflow() == Overflow.LATEST;
        long evicted = 0;
        do {
            evicted += latest ? ring.evictAll() : ring.evictOldest();
        } while (!ring.offer(frame));
        if (evicted > 0) {
            countProducerDrop(latest ? DropReason.SUPERSEDED : DropReason.QUEUE_FULL_OLDEST, evicted);
        }
        return evicted > 0 ? Offer.DROPPED : Offer.ACCEPTED;
    }

    private boolean deliverEnd() {
        if (!producerDone || completionDelivered || ring.size() > 0) {
            return ring.size() > 0;
        }
        completionDelivered = true;
        onComplete.run();
        return true;
    }

    private void awaitSpace() {
        waiting = Thread.currentThread();
        VarHandle.fullFence(); // the consumer moves the head, then looks for a waiting thread
        while (!closed && !hasRoom()) {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                closed = true;
            }
        }
        waiting = null;
    }

    private void wakeProducer() {
        Thread thread = waiting;
        if (thread == null && spaceListener.getPlain() == null) {
            return;
        }
        if (closed || hasRoom()) {
            LockSupport.unpark(thread);
            fireSpace();
        }
    }

    private void fireSpace() {
        Runnable action = spaceListener.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }
}
