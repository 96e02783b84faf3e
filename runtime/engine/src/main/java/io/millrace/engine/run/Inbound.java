package io.millrace.engine.run;

import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Processor;
import io.millrace.engine.edge.EdgeLedger;
import org.jspecify.annotations.Nullable;

/** The edges that lead into one node, where the frames it holds are booked. Confined to the node's stage. */
final class Inbound {

    private final @Nullable EdgeLedger[] edges;

    Inbound(int inputs) {
        edges = new @Nullable EdgeLedger[inputs];
    }

    void connect(int input, EdgeLedger edge) {
        edges[input] = edge;
    }

    /** The frame at work is kept. */
    void hold(int input) {
        EdgeLedger edge = edges[input];
        if (edge != null) {
            edge.hold();
        }
    }

    void settle(int input, @Nullable DropReason reason, long count) {
        EdgeLedger edge = edges[input];
        if (edge != null) {
            edge.settle(reason, count);
        }
    }

    void settleAll(DropReason reason) {
        for (int input = 0; input < edges.length; input++) {
            settle(input, reason, Long.MAX_VALUE);
        }
    }

    /** Books the frames that a processor holds since before this run. */
    void restore(Processor processor) {
        for (int input = 0; input < edges.length; input++) {
            EdgeLedger edge = edges[input];
            int held = processor.heldFrames(input);
            if (edge != null && held > 0) {
                edge.restoreHeld(held);
            }
        }
    }
}
