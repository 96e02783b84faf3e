package io.millrace.engine.edge;

import io.millrace.api.operator.DropReason;

/** Reasons for drops that only the engine has. */
public final class EdgeDrops {

    /** The queue was full and the edge's policy is {@code fail}: the run stops. */
    public static final DropReason QUEUE_FULL = new DropReason("queue-full");

    /** The subscriber of a port had asked for less than there was. */
    public static final DropReason NO_DEMAND = new DropReason("no-demand");

    private EdgeDrops() {}
}
