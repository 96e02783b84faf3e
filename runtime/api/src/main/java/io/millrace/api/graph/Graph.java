package io.millrace.api.graph;

import io.millrace.api.config.Location;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline as stated, unchecked.
 *
 * @param name name of the pipeline
 * @param profile name of the device profile it asks for, or null to leave it to whoever runs it
 * @param sources ways in, in order
 * @param nodes operators, in order
 * @param sinks ways out, in order
 * @param location where it stands
 */
public record Graph(
        String name,
        @Nullable String profile,
        List<SourceDef> sources,
        List<NodeDef> nodes,
        List<SinkDef> sinks,
        Location location) {

    /**
     * Makes the lists immutable.
     *
     * @param name name of the pipeline
     * @param profile name of the device profile, or null
     * @param sources ways in
     * @param nodes operators
     * @param sinks ways out
     * @param location where it stands
     */
    public Graph {
        sources = List.copyOf(sources);
        nodes = List.copyOf(nodes);
        sinks = List.copyOf(sinks);
    }

    /**
     * The same graph with every source changed.
     *
     * @param change what to do to a source
     * @return the graph
     */
    public Graph withSources(UnaryOperator<SourceDef> change) {
        return new Graph(name, profile, sources.stream().map(change).toList(), nodes, sinks, location);
    }

    /**
     * The same graph with other sinks.
     *
     * @param other the sinks
     * @return the graph
     */
    public Graph withSinks(List<SinkDef> other) {
        return new Graph(name, profile, sources, nodes, other, location);
    }
}
