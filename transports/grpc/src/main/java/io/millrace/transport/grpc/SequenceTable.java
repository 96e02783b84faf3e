package io.millrace.transport.grpc;

import io.grpc.Status;
import io.millrace.api.frame.Frame;
import io.millrace.api.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The instances that someone holds, by model and sequence: a stream its own, the server those of unary requests. Nobody
 * else sees them, so that no stream can meet another's state. Any thread; one request at a time.
 */
final class SequenceTable implements AutoCloseable {

    private final int most;
    private final long idleNanos;
    private final Clock clock;
    private final Map<String, Sequence> held = new LinkedHashMap<>();
    private boolean closed;

    /**
     * @param idleNanos after how long without a request an instance ends, or 0 for never
     */
    SequenceTable(int most, long idleNanos, Clock clock) {
        this.most = most;
        this.idleNanos = idleNanos;
        this.clock = clock;
    }

    /**
     * Carries a request through the instance it belongs to; opens it first if there is none yet.
     *
     * @param opensAny whether a request without sequence may open an instance that stays
     */
    synchronized List<List<Frame>> carry(
            ServedPipeline pipeline, InferRequest request, String holder, boolean opensAny, BooleanSupplier abandoned)
            throws RequestException {
        if (closed) {
            throw new RequestException(Status.Code.CANCELLED, "the stream has ended");
        }
        evictIdle();
        String key = key(pipeline, holder, request.sequence());
        Sequence sequence = held.get(key);
        if (request.start() && sequence != null) {
            end(key);
            sequence = null;
        }
        if (sequence == null) {
            sequence = open(pipeline, request, key, opensAny);
        }
        try {
            return sequence.carry(request, abandoned);
        } finally {
            if (request.end()) {
                end(key);
            }
        }
    }

    /** Without sequence and holder the name alone: it has no line breaks, and most requests have neither. */
    private static String key(ServedPipeline pipeline, String holder, String sequence) {
        return holder.isEmpty() && sequence.isEmpty()
                ? pipeline.name()
                : pipeline.name() + "\n" + holder + "\n" + sequence;
    }

    private Sequence open(ServedPipeline pipeline, InferRequest request, String key, boolean opensAny)
            throws RequestException {
        if (!request.start() && !(request.sequence().isEmpty() && opensAny)) {
            throw RequestException.invalid("sequence has not begun: model=" + pipeline.name() + ", sequence_id="
                    + Datatype.printable(
                            request.sequence().isEmpty()
                                    ? ""
                                    : request.sequence().substring(1))
                    + " (expected sequence_start=true on its first request)");
        }
        if (held.size() >= most) {
            throw new RequestException(
                    Status.Code.RESOURCE_EXHAUSTED,
                    "too many sequences: sequences=" + held.size() + " (expected at most " + most
                            + ": end one with sequence_end=true)");
        }
        Sequence opened = Sequence.open(pipeline, request, clock);
        held.put(key, opened);
        return opened;
    }

    /** Ends what has no sequence, and gives what it had held back; null if there is none such. */
    synchronized @Nullable List<List<Frame>> finish(ServedPipeline pipeline, String holder) {
        Sequence sequence = held.get(key(pipeline, holder, ""));
        return sequence == null || closed ? null : sequence.finish();
    }

    synchronized int size() {
        return held.size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        held.values().forEach(Sequence::close);
        held.clear();
    }

    private void end(String key) {
        Sequence sequence = held.remove(key);
        if (sequence != null) {
            sequence.close();
        }
    }

    private void evictIdle() {
        if (idleNanos == 0) {
            return;
        }
        long now = clock.monotonicNanos();
        for (Iterator<Sequence> all = held.values().iterator(); all.hasNext(); ) {
            Sequence sequence = all.next();
            if (now - sequence.lastUsedNanos() > idleNanos) {
                sequence.close();
                all.remove();
            }
        }
    }
}
