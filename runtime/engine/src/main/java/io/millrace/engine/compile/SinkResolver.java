package io.millrace.engine.compile;

import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.graph.Component;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SinkContext;
import io.millrace.api.transport.SinkTransport;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.run.SinkProcessor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resolves sinks. */
final class SinkResolver {

    private final Catalog catalog;
    private final DeviceProfile profile;
    private final Traffic traffic;
    private final Problems problems;
    private final Binder binder;

    SinkResolver(Catalog catalog, DeviceProfile profile, Traffic traffic, Problems problems) {
        this.catalog = catalog;
        this.profile = profile;
        this.traffic = traffic;
        this.problems = problems;
        this.binder = new Binder(problems);
    }

    Resolved resolve(NodeShape shape, Component component) {
        SinkTransport<?> transport = binder.find("sink transport", component, catalog.sinks());
        return transport == null ? shape.unresolved(component.type()) : resolve(shape, component, transport);
    }

    private <C extends Record> Resolved resolve(NodeShape shape, Component component, SinkTransport<C> transport) {
        C settings = binder.settings(component, transport.settings());
        Map<String, StreamSpec> inputs = shape.inputs();
        if (settings == null || inputs == null) {
            return shape.unresolved(transport.name());
        }
        int before = problems.size();
        transport.check(settings, new Inputs(shape.name(), shape.location(), inputs, problems, profile));
        if (problems.size() > before) {
            return shape.unresolved(transport.name());
        }
        if (transport.usesNetwork(settings)) {
            traffic.leaves(shape.name(), inputs.values());
        }
        Map<String, StreamSpec> byFeeder = new LinkedHashMap<>();
        for (Resolved.Link link : shape.links()) {
            if (link != null && link.spec() != null) {
                byFeeder.put(link.input().from(), link.spec());
            }
        }
        Contract nothing = new Contract(List.of(), 0, 0, 0, List.of());
        return shape.resolved(
                transport.name(),
                Settings.print(settings),
                nothing,
                clock -> new SinkProcessor(transport.open(settings, new SinkContext(shape.name(), byFeeder, clock))));
    }
}
