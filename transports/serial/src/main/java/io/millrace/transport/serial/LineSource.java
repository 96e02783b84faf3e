package io.millrace.transport.serial;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.DropReason;
import io.millrace.api.transport.LineFramer;
import io.millrace.api.transport.SourceContext;
import io.millrace.api.transport.WaitingIngress;

/**
 * Turns bytes into frames, a line each, and waits where the pipeline makes it wait: the device's own buffer is then
 * what fills. Used by one reading thread.
 */
final class LineSource {

    private static final DropReason RECORD_TOO_LONG = new DropReason("record-too-long");
    private static final DropReason RECORD_INCOMPLETE = new DropReason("record-incomplete");

    private final SourceContext context;
    private final WaitingIngress ingress;
    private final LineFramer framer;
    private volatile boolean closed;
    private long sequence;

    LineSource(SourceContext context, int maxRecordBytes) {
        this.context = context;
        this.ingress = new WaitingIngress(context.ingress());
        this.framer = new LineFramer(
                maxRecordBytes, this::line, () -> context.ingress().lost(RECORD_TOO_LONG, 1));
    }

    void feed(byte[] bytes, int count) {
        framer.feed(bytes, 0, count);
    }

    /** The stream ended: what is held is a line. */
    void end() {
        framer.end();
    }

    /** The stream broke off: what is held is half a line, and the next byte begins another. */
    void breakOff() {
        if (framer.discard()) {
            context.ingress().lost(RECORD_INCOMPLETE, 1);
        }
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    private void line(byte[] line) {
        if (closed) {
            return;
        }
        long now = context.clock().epochNanos();
        try {
            // Not closed |= ...: that would write back what was read before a close in between.
            if (!ingress.put(new Frame(sequence++, now, 0, now, Tensor.ofBytes(line), context.provenance()))) {
                closed = true;
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }
}
