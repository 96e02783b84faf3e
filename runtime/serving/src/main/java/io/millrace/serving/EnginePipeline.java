package io.millrace.serving;

import io.millrace.api.config.ConfigException;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.Provenance;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Graph;
import io.millrace.api.graph.InputDef;
import io.millrace.api.graph.NodeDef;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import io.millrace.api.graph.SinkDef;
import io.millrace.api.graph.SourceDef;
import io.millrace.api.operator.Port;
import io.millrace.api.plan.Plan;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.Draft;
import io.millrace.engine.Pipeline;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.print.PlanText;
import io.millrace.transport.grpc.LiveGraph;
import io.millrace.transport.grpc.ServedPipeline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline of the engine as a server sees it. Its sources without their transports are the inputs of an instance; what
 * its sinks are fed with, or what nothing reads if there are no sinks, are the outputs. Any thread.
 */
public final class EnginePipeline implements ServedPipeline {

    private static final String REPLY = "instance-reply";
    private static final EdgePolicy REPLY_POLICY = new EdgePolicy(Overflow.BLOCK, 64);

    private final Draft draft;
    private final DeviceProfile profile;
    private final Catalog catalog;
    private final Plan plan;
    private final List<String> outputNames;
    private final List<Port> inputs;
    private final List<Provenance> provenances;
    private final InstanceFactory unchanged;
    private final @Nullable LiveGraph live;

    private EnginePipeline(Draft draft, DeviceProfile profile, Catalog catalog, @Nullable LiveGraph live) {
        this.draft = draft;
        this.profile = profile;
        this.catalog = catalog;
        this.live = live;
        this.plan = draft.compile(profile, catalog).plan();
        this.outputNames = outputNames(draft.graph());
        this.inputs = draft.graph().sources().stream()
                .map(s -> new Port(s.name(), fed(s, plan)))
                .toList();
        this.provenances = draft.graph().sources().stream()
                .map(s -> Provenance.of(s.origin(), s.sensor()))
                .toList();
        this.unchanged = factory(draft);
    }

    /**
     * A pipeline that serves instances.
     *
     * @param draft the pipeline
     * @param profile the device
     * @return what a server sees of it
     * @throws ConfigException with every problem, if there is one
     */
    public static EnginePipeline of(Draft draft, DeviceProfile profile) {
        return of(draft, profile, Catalog.installed(), null);
    }

    /**
     * A pipeline that serves instances and, if it runs, its running graph.
     *
     * @param draft the pipeline
     * @param profile the device
     * @param catalog operators and transports
     * @param live its running graph, or null
     * @return what a server sees of it
     * @throws ConfigException with every problem, if there is one
     */
    public static EnginePipeline of(Draft draft, DeviceProfile profile, Catalog catalog, @Nullable LiveGraph live) {
        return new EnginePipeline(draft, profile, catalog, live);
    }

    /** What a source takes when code feeds it in place of its transport. */
    static StreamSpec fed(SourceDef source, Plan plan) {
        if (source.decoder() != null) {
            return StreamSpec.records();
        }
        return plan.node(source.name()).contract().outputs().get(0).spec();
    }

    @Override
    public String name() {
        return plan.pipeline();
    }

    @Override
    public List<Port> inputs() {
        return inputs;
    }

    @Override
    public List<Port> outputs() {
        return unchanged.outputs();
    }

    @Override
    public Provenance provenance(int input) {
        return provenances.get(input);
    }

    @Override
    public String plan() {
        return PlanText.of(plan);
    }

    @Override
    public @Nullable LiveGraph live() {
        return live;
    }

    @Override
    public Instance open(Map<String, String> settings, Output output) throws IOException {
        InstanceFactory factory = settings.isEmpty() ? unchanged : factory(ClientSettings.apply(draft, settings));
        return factory.open(output);
    }

    private InstanceFactory factory(Draft of) {
        InstanceFactory.Inputs feeds = new InstanceFactory.Inputs();
        InstanceFactory.Reply reply = new InstanceFactory.Reply(REPLY);
        Draft fed = of;
        for (int i = 0; i < inputs.size(); i++) {
            fed = fed.feed(inputs.get(i).name(), inputs.get(i).spec(), feeds.publisher(i));
        }
        return new InstanceFactory(compile(fed, catalog.with(reply)), outputNames, feeds, reply);
    }

    /** The reply shares the stage of what feeds it where there is only one; else it has a queue of its own. */
    private Pipeline compile(Draft fed, Catalog with) {
        try {
            return fed.with(graph -> graph.withSinks(List.of(reply(null)))).compile(profile, with);
        } catch (ConfigException e) {
            return fed.with(graph -> graph.withSinks(List.of(reply(REPLY_POLICY))))
                    .compile(profile, with);
        }
    }

    private SinkDef reply(@Nullable EdgePolicy policy) {
        Graph graph = draft.graph();
        List<InputDef> from = new ArrayList<>();
        for (int i = 0; i < outputNames.size(); i++) {
            from.add(new InputDef("in-" + i, outputNames.get(i), graph.location()));
        }
        return new SinkDef(REPLY, Component.defaults(REPLY), from, policy, OnFailure.DEFAULT, graph.location());
    }

    private static List<String> outputNames(Graph graph) {
        Set<String> names = new LinkedHashSet<>();
        graph.sinks().forEach(sink -> sink.inputs().forEach(input -> names.add(input.from())));
        if (names.isEmpty()) {
            Map<String, Boolean> read = new LinkedHashMap<>();
            graph.sources().forEach(s -> read.put(s.name(), false));
            graph.nodes().forEach(n -> read.put(n.name(), false));
            for (NodeDef node : graph.nodes()) {
                node.inputs().forEach(i -> read.put(i.from().split("\\.", 2)[0], true));
            }
            read.forEach((name, isRead) -> {
                if (!isRead) {
                    names.add(name);
                }
            });
        }
        return List.copyOf(names);
    }
}
