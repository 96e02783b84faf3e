package io.millrace.api.graph;

import io.millrace.api.config.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator in the graph, as stated.
 *
 * @param name name of the node, and of its first output
 * @param operator which operator, with its settings
 * @param inputs what feeds it, in order
 * @param policy if written, the node begins a new stage behind a queue bounded like this; null to share its input's
 *     stage
 * @param onFailure what happens when the processor throws
 * @param limits what it does not work on
 * @param location where it stands
 */
public record NodeDef(
        String name,
        Component operator,
        List<InputDef> inputs,
        @Nullable EdgePolicy policy,
        OnFailure onFailure,
        Limits limits,
        Location location) {

    /**
     * Makes the list immutable.
     *
     * @param name name of the node
     * @param operator which operator
     * @param inputs what feeds it
     * @param policy queue before it, or null
     * @param onFailure what happens when the processor throws
     * @param limits what it does not work on
     * @param location where it stands
     */
    public NodeDef {
        inputs = List.copyOf(inputs);
    }

    /**
     * One without limits.
     *
     * @param name name of the node
     * @param operator which operator, with its settings
     * @param inputs what feeds it, in order
     * @param policy queue before it, or null
     * @param onFailure what happens when it throws
     * @param location where it stands
     */
    public NodeDef(
            String name,
            Component operator,
            List<InputDef> inputs,
            @Nullable EdgePolicy policy,
            OnFailure onFailure,
            Location location) {
        this(name, operator, inputs, policy, onFailure, Limits.NONE, location);
    }
}
