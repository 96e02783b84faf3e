package io.millrace.engine.compile;

import io.millrace.api.config.Location;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Limits;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.operator.Contract;
import io.millrace.api.plan.PlannedNode.Role;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.run.Executable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is known of a node before its operator or transport is looked up. */
record NodeShape(
        String name,
        Role role,
        List<Resolved.@Nullable Link> links,
        @Nullable EdgePolicy policy,
        OnFailure onFailure,
        Limits limits,
        Location location) {

    /** What arrives at each input, or null if that is not known for one of them. */
    @Nullable Map<String, StreamSpec> inputs() {
        Map<String, StreamSpec> specs = new LinkedHashMap<>();
        for (Resolved.Link link : links) {
            StreamSpec spec = link == null ? null : link.spec();
            if (link == null || spec == null) {
                return null;
            }
            specs.put(link.input().name(), spec);
        }
        return specs;
    }

    Resolved resolved(
            String type, List<String> settings, Contract contract, Executable.@Nullable ProcessorOpener opener) {
        return make(type, settings, contract, opener);
    }

    Resolved unresolved(String type) {
        return make(type, List.of(), null, null);
    }

    private Resolved make(
            String type,
            List<String> settings,
            @Nullable Contract contract,
            Executable.@Nullable ProcessorOpener opener) {
        List<Resolved.Link> known =
                links.stream().filter(Objects::nonNull).map(NodeShape::present).toList();
        return new Resolved(name, role, type, settings, known, contract, policy, onFailure, limits, location, opener);
    }

    private static Resolved.Link present(Resolved.@Nullable Link link) {
        return Objects.requireNonNull(link);
    }
}
