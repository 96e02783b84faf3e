/**
 * Edges at run time: bounded rings between stages ({@link io.millrace.engine.edge.QueueEdge}), plain calls within one
 * ({@link io.millrace.engine.edge.FusedEdge}), and the books both keep ({@link io.millrace.engine.edge.EdgeBooks}).
 *
 * <p>One producer thread and one consumer thread an edge; any thread may read the books.
 */
@NullMarked
package io.millrace.engine.edge;

import org.jspecify.annotations.NullMarked;
