package io.millrace.engine.edge;

/** The accounts of one edge, for metrics, reports and tests. Any thread may read. */
public interface EdgeBooks {

    /**
     * Name of the edge.
     *
     * @return {@code from->to}
     */
    String id();

    /**
     * The counts of one instant.
     *
     * @return counts that balance
     */
    EdgeCount count();
}
