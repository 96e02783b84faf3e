package io.millrace.engine.run;

import io.millrace.engine.edge.QueueEdge;
import java.util.List;

/**
 * Keeps a node's queue closed while as many frames as allowed are under way behind it. What is under way is read from the
 * books of the queues between it and the last node, so a frame that is dropped, divided or multiplied on its way cannot
 * leave the gate closed. Nodes that share the first one's stage hold nothing between two frames.
 */
final class FlowGate implements Gate {

    private final QueueEdge[] behind;
    private final int maxInFlight;

    FlowGate(List<QueueEdge> behind, int maxInFlight) {
        this.behind = behind.toArray(new QueueEdge[0]);
        this.maxInFlight = maxInFlight;
    }

    @Override
    public boolean isOpen() {
        long underWay = 0;
        for (QueueEdge edge : behind) {
            underWay += edge.underWay();
        }
        return underWay < maxInFlight;
    }
}
