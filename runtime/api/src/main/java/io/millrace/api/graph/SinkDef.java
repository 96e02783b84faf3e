package io.millrace.api.graph;

import io.millrace.api.config.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way out, as stated.
 *
 * @param name name of the sink
 * @param transport how frames leave
 * @param inputs what feeds it, in order
 * @param policy if written, the sink is a stage of its own behind a queue bounded like this; null to share its
 *     inputs' stages
 * @param onFailure what happens when the transport throws
 * @param limits what it does not work on
 * @param location where it stands
 */
public record SinkDef(
        String name,
        Component transport,
        List<InputDef> inputs,
        @Nullable EdgePolicy policy,
        OnFailure onFailure,
        Limits limits,
        Location location) {

    /**
     * Makes the list immutable.
     *
     * @param name name of the sink
     * @param transport how frames leave
     * @param inputs what feeds it
     * @param policy queue before it, or null
     * @param onFailure what happens when the transport throws
     * @param limits what it does not work on
     * @param location where it stands
     */
    public SinkDef {
        inputs = List.copyOf(inputs);
    }

    /**
     * One without limits.
     *
     * @param name name of the sink
     * @param transport which transport, with its settings
     * @param inputs what feeds it, in order
     * @param policy queue before it, or null
     * @param onFailure what happens when it throws
     * @param location where it stands
     */
    public SinkDef(
            String name,
            Component transport,
            List<InputDef> inputs,
            @Nullable EdgePolicy policy,
            OnFailure onFailure,
            Location location) {
        this(name, transport, inputs, policy, onFailure, Limits.NONE, location);
    }
}
