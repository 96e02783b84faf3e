package io.millrace.api.graph;

import io.millrace.api.config.Location;

/**
 * One input of a node or sink: which output feeds it.
 *
 * @param name name of the input; {@code in} if there is one, {@code in-0}, {@code in-1} ... if several are listed
 * @param from name of a source or node, or {@code node.output} for an output that is not its first
 * @param location where it stands
 */
public record InputDef(String name, String from, Location location) {}
