package io.millrace.transport.netty;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.DropReason;
import io.millrace.api.time.Clock;
import io.millrace.api.transport.Ingress;
import io.millrace.api.transport.Offer;
import io.millrace.api.transport.SourceContext;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * From an event loop into the ingress without loss: what a full ingress did not take waits here, in order, while reading
 * is stopped. What waits is bounded by what one read call had already fetched. Runs on the event loop only.
 */
final class Delivery {

    /** Turns reading of every socket behind the source on and off. */
    @FunctionalInterface
    interface Valve {
        void reading(boolean on);
    }

    private final Ingress ingress;
    private final Clock clock;
    private final Provenance provenance;
    private final Executor loop;
    private final Valve valve;
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private long sequence;
    private boolean over;

    Delivery(SourceContext context, Executor loop, Valve valve) {
        this.ingress = context.ingress();
        this.clock = context.clock();
        this.provenance = context.provenance();
        this.loop = loop;
        this.valve = valve;
    }

    /** Offers a raw record as a frame measured now. The array is handed over. */
    void record(byte[] record) {
        long now = clock.epochNanos();
        deliver(new Frame(sequence++, now, 0, now, Tensor.ofBytes(record), provenance));
    }

    void deliver(Frame frame) {
        if (over) {
            ingress.lost(DropReason.CANCELLED, 1);
        } else if (!waiting.isEmpty()) {
            waiting.add(frame);
        } else if (!taken(frame)) {
            waiting.add(frame);
            valve.reading(false);
        }
    }

    void lost(DropReason reason, long count) {
        ingress.lost(reason, count);
    }

    boolean isPaused() {
        return over || !waiting.isEmpty();
    }

    /** Counts what still waits; nothing is offered afterwards. */
    void close() {
        over = true;
        if (!waiting.isEmpty()) {
            ingress.lost(DropReason.CANCELLED, waiting.size());
            waiting.clear();
        }
    }

    private boolean taken(Frame frame) {
        Offer offer = ingress.offer(frame);
        if (offer == Offer.FULL) {
            ingress.onSpace(this::wake);
            return false;
        }
        if (offer == Offer.CLOSED) { // and counted as cancelled
            valve.reading(false);
            over = true;
        }
        return true;
    }

    private void wake() {
        try {
            loop.execute(this::drain);
        } catch (RejectedExecutionException closed) {
            // The loop ended first; close() has counted what waited.
        }
    }

    private void drain() {
        while (!over && !waiting.isEmpty()) {
            if (!taken(waiting.element())) {
                return;
            }
            waiting.remove();
        }
        if (over) {
            close();
        } else {
            valve.reading(true);
        }
    }
}
