package io.millrace.engine.run;

import io.millrace.api.config.Words;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.edge.EdgeBooks;
import io.millrace.engine.edge.EdgeCount;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * The subscribers of a run's ports, and the books of each. They are served on Reactor's elastic threads, because a
 * subscriber may block and no stage may wait for it; on a virtual clock they are served where the frame is emitted.
 */
final class Ports {

    /** Books of subscribers that left are kept for the report, but not without end. */
    private static final int KEPT = 64;

    private final Executor executor;
    private final AtomicLong counter = new AtomicLong();
    private final List<EdgeBooks> live = new ArrayList<>();
    private final Deque<EdgeBooks> gone = new ArrayDeque<>();

    Ports(boolean virtual) {
        this.executor = virtual ? Runnable::run : Schedulers.boundedElastic()::schedule;
    }

    Flux<Frame> flux(String name, PortTap tap, EdgePolicy policy) {
        if (policy.overflow() == Overflow.BLOCK || policy.overflow() == Overflow.FAIL) {
            throw new IllegalArgumentException("policy would slow the graph: port=" + name + ", policy="
                    + Words.of(policy.overflow()) + " (expected drop-oldest, drop-newest or latest)");
        }
        Publisher<Frame> publisher = subscriber -> subscribe(name, tap, policy, subscriber);
        return Flux.from(publisher);
    }

    synchronized List<EdgeCount> counts() {
        List<EdgeCount> counts = new ArrayList<>();
        gone.forEach(books -> counts.add(books.count()));
        live.forEach(books -> counts.add(books.count()));
        return counts;
    }

    private void subscribe(String name, PortTap tap, EdgePolicy policy, Subscriber<? super Frame> subscriber) {
        String id = "port:" + name + "#" + counter.incrementAndGet();
        PortSubscription subscription = new PortSubscription(id, policy, subscriber, executor, leaving -> {
            tap.remove(leaving);
            retire(leaving.books());
        });
        synchronized (this) {
            live.add(subscription.books());
        }
        subscriber.onSubscribe(subscription);
        tap.add(subscription);
    }

    private synchronized void retire(EdgeBooks books) {
        if (live.remove(books)) {
            gone.addLast(books);
            if (gone.size() > KEPT) {
                gone.removeFirst();
            }
        }
    }
}
