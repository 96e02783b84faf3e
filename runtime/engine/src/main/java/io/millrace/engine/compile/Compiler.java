package io.millrace.engine.compile;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Graph;
import io.millrace.api.graph.InputDef;
import io.millrace.api.graph.NodeDef;
import io.millrace.api.graph.SinkDef;
import io.millrace.api.graph.SourceDef;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedNode.Role;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.run.Executable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** Compiles one graph for one device. */
public final class Compiler {

    private final Graph graph;
    private final DeviceProfile profile;
    private final SourceResolver sourceResolver;
    private final OperatorResolver operatorResolver;
    private final SinkResolver sinkResolver;
    private final SensorFitter sensors;
    private final Traffic traffic;
    private final Problems problems = new Problems();
    private final Map<String, Resolved> resolved = new LinkedHashMap<>();
    private final Map<String, Executable.Source> sources = new LinkedHashMap<>();

    private Compiler(
            Graph graph,
            DeviceProfile profile,
            Catalog catalog,
            Map<String, ? extends Publisher<Frame>> publishers,
            List<Problem> known) {
        known.forEach(problem -> problems.add(problem.location(), problem.message()));
        this.graph = graph;
        this.profile = profile;
        this.operatorResolver = new OperatorResolver(catalog, profile, problems);
        this.sensors = new SensorFitter(profile, problems);
        this.traffic = new Traffic(profile, problems);
        this.sourceResolver = new SourceResolver(catalog, operatorResolver, publishers, traffic, problems);
        this.sinkResolver = new SinkResolver(catalog, profile, traffic, problems);
    }

    /**
     * Compiles.
     *
     * @param graph the pipeline as stated
     * @param profile the device
     * @param catalog what can be named
     * @param publishers what feeds the sources that have no transport, by name
     * @param known what is already known to be wrong with the graph's form
     * @return the plan and the means to carry it out
     * @throws io.millrace.api.config.ConfigException with every problem, if there is one
     */
    public static Executable compile(
            Graph graph,
            DeviceProfile profile,
            Catalog catalog,
            Map<String, ? extends Publisher<Frame>> publishers,
            List<Problem> known) {
        return new Compiler(graph, profile, catalog, publishers, known).compile();
    }

    private Executable compile() {
        checkNames();
        graph.sources().forEach(this::resolveSource);
        resolveNodes(new ArrayList<>(graph.nodes()));
        graph.sinks().forEach(this::resolveSink);
        traffic.check(graph);
        String what = "pipeline " + graph.name();
        Plan plan = new PlanBuilder(graph, profile, resolved, problems).build();
        problems.throwIfAny(what);
        Map<String, Executable.ProcessorOpener> openers = new LinkedHashMap<>();
        for (Resolved node : resolved.values()) {
            if (node.opener() != null) {
                openers.put(node.name(), node.opener());
            }
        }
        return new Executable(plan, openers, sources);
    }

    private void checkNames() {
        Map<String, Location> seen = new LinkedHashMap<>();
        graph.sources().forEach(s -> checkName(seen, s.name(), s.location()));
        graph.nodes().forEach(n -> checkName(seen, n.name(), n.location()));
        graph.sinks().forEach(s -> checkName(seen, s.name(), s.location()));
        if (graph.sources().isEmpty()) {
            problems.add(
                    graph.location(),
                    "pipeline has no source: pipeline=" + graph.name() + " (expected at least one under sources)");
        }
    }

    private void checkName(Map<String, Location> seen, String name, Location location) {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            problems.add(location, "name is not a word: name=" + name + " (expected kebab-case such as my-node)");
        }
        Location first = seen.putIfAbsent(name, location);
        if (first != null) {
            problems.add(
                    location, "name is taken: name=" + name + ", first=" + first + " (expected names to be unique)");
        }
    }

    private void resolveSource(SourceDef source) {
        SourceResolver.Parts parts = sourceResolver.resolve(sensors.fit(bounded(source)));
        resolved.putIfAbsent(parts.raw().name(), parts.raw());
        resolved.putIfAbsent(source.name(), sensors.onItsClock(source, parts.decoder()));
        if (parts.source() != null) {
            sources.put(source.name(), parts.source());
        }
    }

    /** A source whose file does not bound its edge is bounded as the device says, if it does. */
    private SourceDef bounded(SourceDef source) {
        EdgePolicy otherwise = profile.terms().overload().otherwise();
        return source.policy() != null || otherwise == null ? source : source.with(otherwise);
    }

    /** Resolves each node once what feeds it is resolved; what remains is a cycle or feeds on one. */
    private void resolveNodes(List<NodeDef> waiting) {
        List<String> nodeNames = graph.nodes().stream().map(NodeDef::name).toList();
        boolean progress = true;
        while (progress && !waiting.isEmpty()) {
            progress = false;
            for (NodeDef node : List.copyOf(waiting)) {
                boolean ready = node.inputs().stream()
                        .map(i -> nodeOf(i.from()))
                        .allMatch(from -> resolved.containsKey(from) || !nodeNames.contains(from));
                if (ready) {
                    waiting.remove(node);
                    resolved.putIfAbsent(node.name(), resolveNode(node));
                    progress = true;
                }
            }
        }
        if (!waiting.isEmpty()) {
            List<String> names = waiting.stream().map(NodeDef::name).toList();
            problems.add(
                    waiting.get(0).location(),
                    "nodes form a cycle: nodes=" + names
                            + " (expected every node to be reachable from a source without passing itself)");
        }
    }

    private Resolved resolveNode(NodeDef node) {
        NodeShape shape = new NodeShape(
                node.name(),
                Role.OPERATOR,
                links(node.name(), node.inputs(), node.location()),
                node.policy(),
                node.onFailure(),
                node.limits(),
                node.location());
        return operatorResolver.resolve(shape, node.operator(), UnaryOperator.identity());
    }

    private void resolveSink(SinkDef sink) {
        NodeShape shape = new NodeShape(
                sink.name(),
                Role.SINK,
                links(sink.name(), sink.inputs(), sink.location()),
                sink.policy(),
                sink.onFailure(),
                sink.limits(),
                sink.location());
        resolved.putIfAbsent(sink.name(), sinkResolver.resolve(shape, sink.transport()));
    }

    private List<Resolved.@Nullable Link> links(String node, List<InputDef> inputs, Location location) {
        if (inputs.isEmpty()) {
            problems.add(
                    location, "node has no input: node=" + node + " (expected in: with the name of a source or node)");
        }
        List<Resolved.@Nullable Link> links = new ArrayList<>();
        for (InputDef input : inputs) {
            links.add(link(node, input));
        }
        return links;
    }

    private Resolved.@Nullable Link link(String node, InputDef input) {
        Resolved whole = resolved.get(input.from());
        if (whole != null && whole.role() != Role.SOURCE) {
            return new Resolved.Link(input, whole, 0);
        }
        Resolved from = resolved.get(nodeOf(input.from()));
        if (from == null) {
            if (graph.nodes().stream().noneMatch(n -> n.name().equals(nodeOf(input.from())))) {
                problems.add(
                        input.location(),
                        "input leads nowhere: node=" + node + ", in=" + input.from() + " (expected "
                                + Words.oneOf(input.from(), linkable()) + ")");
            }
            return null;
        }
        String outputName = input.from().substring(from.name().length() + 1);
        int output = from.outputNames().indexOf(outputName);
        if (output < 0 && from.contract() != null) {
            problems.add(
                    input.location(),
                    "no such output: node=" + from.name() + ", output=" + outputName + " (expected "
                            + Words.oneOf(outputName, from.outputNames()) + ")");
        }
        return output < 0 ? null : new Resolved.Link(input, from, output);
    }

    private Collection<String> linkable() {
        Set<String> names = new LinkedHashSet<>();
        graph.sources().forEach(s -> names.add(s.name()));
        graph.nodes().forEach(n -> names.add(n.name()));
        return names;
    }

    private static String nodeOf(String reference) {
        int dot = reference.indexOf('.');
        return dot < 0 ? reference : reference.substring(0, dot);
    }
}
