/**
 * A pipeline as its author states it: sources, nodes and sinks by name, before anything is checked. A pipeline file and
 * the builder both produce a {@link io.millrace.api.graph.Graph}.
 */
@NullMarked
package io.millrace.api.graph;

import org.jspecify.annotations.NullMarked;
