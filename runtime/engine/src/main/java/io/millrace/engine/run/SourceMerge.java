package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.engine.edge.QueueEdge;
import org.jspecify.annotations.Nullable;

/**
 * Orders the frames of several sources by their arrival, on a virtual clock: each source's queue is closed until every
 * other one holds a frame or has ended, and then that of the earliest frame delivers one. Confined to the turns.
 */
final class SourceMerge {

    private QueueEdge[] sources = new QueueEdge[0];
    private @Nullable QueueEdge permitted;

    /** Adds a source's queue; gives what its stage asks before it delivers. */
    Gate add(QueueEdge source) {
        QueueEdge[] more = new QueueEdge[sources.length + 1]; // in front, because the last node is wired first
        more[0] = source;
        System.arraycopy(sources, 0, more, 1, sources.length);
        sources = more;
        return () -> {
            boolean open = source.equals(permitted);
            permitted = open ? null : permitted;
            return open;
        };
    }

    /** Whether it is decided which frame comes next. */
    boolean hasNext() {
        boolean any = false;
        for (QueueEdge source : sources) {
            if (source.isEmpty() && !source.isCompleted()) {
                return false;
            }
            any |= !source.isEmpty();
        }
        return any;
    }

    /** When the next frame arrived, ns of the run's clock. */
    long nextNanos() {
        Frame head = next().head();
        return head == null ? Long.MIN_VALUE : head.arrivalNanos();
    }

    /** Lets the next frame pass. */
    void permit() {
        permitted = next();
    }

    private QueueEdge next() {
        QueueEdge first = sources[0];
        long least = Long.MAX_VALUE;
        for (QueueEdge source : sources) {
            Frame head = source.head();
            if (head != null && head.arrivalNanos() < least) {
                first = source;
                least = head.arrivalNanos();
            }
        }
        return first;
    }
}
