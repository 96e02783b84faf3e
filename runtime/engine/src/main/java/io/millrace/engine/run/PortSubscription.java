package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.operator.DropReason;
import io.millrace.engine.edge.EdgeBooks;
import io.millrace.engine.edge.QueueEdge;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/*
 * One subscriber of a port: an edge of its own, drained as far as it has asked for. The drain runs on the executor of
 * the run's ports, never on a stage's thread, so that a subscriber can take its time; `work` counts wake-ups, and
 * whoever raises it from zero drains.
 */
final class PortSubscription implements Subscription, QueueEdge.Host {

    private final Executor executor;
    private final Consumer<PortSubscription> onEnd;
    private final QueueEdge edge;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Throwable misuse;

    // Null once it was told of the end or has cancelled: the reference must go (Reactive Streams rule 3.13).
    private volatile @Nullable Subscriber<? super Frame> subscriber;

    PortSubscription(
            String id,
            EdgePolicy policy,
            Subscriber<? super Frame> subscriber,
            Executor executor,
            Consumer<PortSubscription> onEnd) {
        this.subscriber = subscriber;
        this.executor = executor;
        this.onEnd = onEnd;
        this.edge = new QueueEdge(id, policy, this::deliver, this::finish, this);
    }

    EdgeBooks books() {
        return edge;
    }

    /** From the stage's thread. */
    void offer(Frame frame) {
        edge.offer(frame);
    }

    /** No further frame will come. */
    void end(@Nullable Throwable cause) {
        failure = cause;
        edge.complete();
    }

    @Override
    public void request(long n) {
        if (n > 0) {
            requested.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
        } else {
            misuse = new IllegalArgumentException(
                    "demand out of range: requested=" + n + " (expected above 0, Reactive Streams rule 3.9)");
        }
        ready();
    }

    @Override
    public void cancel() {
        cancelled = true;
        ready();
    }

    @Override
    public void ready() {
        if (work.getAndIncrement() == 0) {
            executor.execute(this::drain);
        }
    }

    @Override
    public boolean help() {
        return false;
    }

    @Override
    public void overflowed(String message) {
        throw new IllegalStateException(message); // ports refuse the policy that leads here
    }

    private void drain() {
        int missed = work.get();
        do {
            while (subscriber != null && drainOne()) {
                // one frame, or the end, at a time
            }
            if (subscriber == null) {
                edge.close(); // again: a frame that was on its way in when the first close looked must be accounted for
            }
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Returns false when there is nothing to do until the next wake-up. */
    private boolean drainOne() {
        Throwable wrong = misuse;
        if (cancelled) {
            subscriber = null;
            leave();
            return false;
        }
        if (wrong != null) {
            failure = wrong;
            finish();
            return false;
        }
        return (requested.get() > 0 || edge.isEmpty()) && edge.deliver();
    }

    private @Nullable DropReason deliver(Frame frame) {
        Subscriber<? super Frame> to = subscriber;
        if (to == null) {
            return DropReason.CANCELLED;
        }
        if (requested.get() != Long.MAX_VALUE) {
            requested.decrementAndGet();
        }
        try {
            to.onNext(frame);
            return null;
        } catch (RuntimeException e) { // rule 2.13: a subscriber that throws has cancelled
            System.getLogger(PortSubscription.class.getName())
                    .log(System.Logger.Level.WARNING, "subscriber failed and is cancelled: port=" + edge.id(), e);
            cancelled = true;
            return DropReason.PROCESSOR_FAILED;
        }
    }

    private void finish() {
        Subscriber<? super Frame> to = subscriber;
        subscriber = null;
        leave();
        if (to == null) {
            return;
        }
        Throwable cause = failure;
        if (cause == null) {
            to.onComplete();
        } else {
            to.onError(cause);
        }
    }

    private void leave() {
        onEnd.accept(this);
        edge.close();
    }
}
