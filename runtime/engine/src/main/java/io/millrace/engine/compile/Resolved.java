package io.millrace.engine.compile;

import io.millrace.api.config.Location;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.InputDef;
import io.millrace.api.graph.Limits;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Port;
import io.millrace.api.plan.PlannedNode.Role;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.run.Executable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node whose operator or transport is found, whose settings are bound and whose contract is known; or, where that
 * failed, {@code contract} is null and everything behind it is left unchecked, so that one mistake is told once.
 */
record Resolved(
        String name,
        Role role,
        String type,
        List<String> settings,
        List<Link> links,
        @Nullable Contract contract,
        @Nullable EdgePolicy policy,
        OnFailure onFailure,
        Limits limits,
        Location location,
        Executable.@Nullable ProcessorOpener opener) {

    /** An input that leads to a known node. */
    record Link(InputDef input, Resolved from, int output) {

        @Nullable StreamSpec spec() {
            Contract contract = from.contract();
            return contract == null ? null : contract.outputs().get(output).spec();
        }
    }

    Resolved with(Contract other) {
        return new Resolved(name, role, type, settings, links, other, policy, onFailure, limits, location, opener);
    }

    List<String> outputNames() {
        return contract == null
                ? List.of()
                : contract.outputs().stream().map(Port::name).toList();
    }
}
