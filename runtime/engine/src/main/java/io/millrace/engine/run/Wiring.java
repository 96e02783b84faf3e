package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedNode.Role;
import io.millrace.api.time.Clock;
import io.millrace.engine.edge.EdgeBooks;
import io.millrace.engine.edge.EdgeLedger;
import io.millrace.engine.edge.FrameOutlet;
import io.millrace.engine.edge.FrameTarget;
import io.millrace.engine.edge.FusedEdge;
import io.millrace.engine.edge.QueueEdge;
import io.millrace.engine.trace.Span;
import io.millrace.engine.trace.TraceRing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds the moving parts of a run from its plan, last node first, so that every node finds its outlets ready. */
final class Wiring {

    private final Executable executable;
    private final RunContext run;
    private final List<QueueEdge.Host> hosts;
    private final List<StageLoop> loops;
    private final List<StageTimer> timers = new ArrayList<>();
    private final Map<String, NodeRunner> runners = new LinkedHashMap<>();
    private final Map<String, EdgeLedger> books = new LinkedHashMap<>();
    private final Map<String, QueueEdge> queues = new LinkedHashMap<>();
    private final @Nullable StageTurns turns;
    private final Map<String, SourceIngress> ingresses = new LinkedHashMap<>();

    private Wiring(
            Executable executable,
            RunContext run,
            List<QueueEdge.Host> hosts,
            List<StageLoop> loops,
            @Nullable StageTurns turns) {
        this.executable = executable;
        this.run = run;
        this.hosts = hosts;
        this.loops = loops;
        this.turns = turns;
    }

    /**
     * Opens every processor and connects them.
     *
     * @throws IOException if one cannot be opened; those opened before it are closed
     */
    static Wiring connect(
            Executable executable,
            RunContext run,
            Clock stopwatch,
            List<QueueEdge.Host> hosts,
            List<StageLoop> loops,
            @Nullable StageTurns turns)
            throws IOException {
        Wiring wiring = new Wiring(executable, run, hosts, loops, turns);
        Plan plan = executable.plan();
        plan.stages().forEach(stage -> {
            int every = stage.nodes().isEmpty()
                    ? 1
                    : plan.node(stage.nodes().get(0)).timedEvery();
            int spans = run.traceSpans();
            wiring.timers.add(
                    spans > 0
                            ? new StageTimer(stopwatch, 1, new TraceRing(spans))
                            : new StageTimer(stopwatch, every, null));
        });
        try {
            for (int i = plan.nodes().size() - 1; i >= 0; i--) {
                wiring.connect(plan.nodes().get(i));
            }
            new FlowLimits(plan, wiring.queues).install(loops, hosts);
        } catch (IOException | RuntimeException e) {
            wiring.runners.values().forEach(NodeRunner::close);
            throw e;
        }
        return wiring;
    }

    Map<String, NodeRunner> runners() {
        return runners;
    }

    Map<String, SourceIngress> ingresses() {
        return ingresses;
    }

    Collection<QueueEdge> queues() {
        return queues.values();
    }

    /** The books of every edge, in plan order. */
    List<EdgeBooks> books() {
        return executable.plan().edges().stream()
                .map(edge -> (EdgeBooks) Objects.requireNonNull(books.get(edge.id())))
                .toList();
    }

    /** What is kept of traces, stage by stage. */
    List<Span> spans() {
        List<Span> spans = new ArrayList<>();
        for (StageTimer timer : timers) {
            TraceRing trace = timer.trace();
            if (trace != null) {
                spans.addAll(trace.read());
            }
        }
        return spans;
    }

    /** What looks after the stages that have threads. */
    List<StageWatch> watches() {
        Plan plan = executable.plan();
        List<StageWatch> watches = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            if (hosts.get(i) instanceof StageThread thread) {
                watches.add(new StageWatch(i, thread, plan.nodes(), plan.edges(), books, queues));
            }
        }
        return watches;
    }

    /** Where subscribers listen at a port: the first output of a node by its name, others by {@code node.output}. */
    PortTap tap(String port) {
        Plan plan = executable.plan();
        NodeRunner whole = runners.get(port);
        if (whole != null && !plan.node(port).contract().outputs().isEmpty()) {
            return whole.tap(0);
        }
        int dot = port.lastIndexOf('.');
        NodeRunner node = dot < 0 ? null : runners.get(port.substring(0, dot));
        int output = node == null ? -1 : node.output(port.substring(dot + 1));
        if (node == null || output < 0) {
            throw new IllegalArgumentException("no such port: port=" + port + " (expected one of "
                    + plan.nodes().stream()
                            .filter(n -> n.role() == Role.DECODER || n.role() == Role.OPERATOR)
                            .map(PlannedNode::name)
                            .toList()
                    + ")");
        }
        return node.tap(output);
    }

    private void connect(PlannedNode node) throws IOException {
        List<PlannedEdge> leaving = executable.plan().edges().stream()
                .filter(e -> e.from().equals(node.name()))
                .toList();
        if (node.role() == Role.SOURCE) {
            ingresses.put(node.name(), ingress(leaving.get(0)));
            return;
        }
        FrameOutlet[][] outlets = new FrameOutlet[node.contract().outputs().size()][];
        for (int output = 0; output < outlets.length; output++) {
            List<FrameOutlet> there = new ArrayList<>();
            for (PlannedEdge edge : leaving) {
                if (edge.output() == output) {
                    there.add(open(edge, node.stage()));
                }
            }
            outlets[output] = there.toArray(new FrameOutlet[0]);
        }
        int inputs = (int) executable.plan().edges().stream()
                .filter(e -> e.to().equals(node.name()))
                .count();
        Executable.ProcessorOpener opener =
                Objects.requireNonNull(executable.processors().get(node.name()));
        NodeRunner runner = new NodeRunner(
                node,
                opener,
                outlets,
                inputs,
                timers.get(node.stage()),
                loops.get(node.stage()),
                run,
                executable.plan().nodes().indexOf(node));
        runners.put(node.name(), runner);
        loops.get(node.stage()).add(runner);
    }

    private SourceIngress ingress(PlannedEdge planned) {
        QueueEdge edge = (QueueEdge) open(planned, -1);
        SourceMerge merge = turns == null ? null : turns.merge();
        if (merge != null) {
            int stage = executable.plan().node(planned.to()).stage();
            loops.get(stage).guard(edge, merge.add(edge));
        }
        return new SourceIngress(
                edge, run, turns == null || merge != null ? null : turns::advanceTo, merge != null, turns);
    }

    private FrameOutlet open(PlannedEdge edge, int from) {
        NodeRunner target = Objects.requireNonNull(runners.get(edge.to()));
        int input = edge.input();
        if (edge.policy() == null) {
            FusedEdge fused =
                    new FusedEdge(edge.id(), frame -> target.take(input, frame), () -> target.inputEnded(input));
            target.connect(input, fused);
            books.put(edge.id(), fused);
            return fused;
        }
        int stage = executable.plan().node(edge.to()).stage();
        QueueEdge queue = new QueueEdge(
                edge.id(), edge.policy(), entry(edge, target), () -> target.inputEnded(input), hosts.get(stage));
        target.connect(input, queue);
        loops.get(stage).add(queue);
        if (from >= 0) {
            loops.get(from).addLeaving(queue);
        }
        books.put(edge.id(), queue);
        queues.put(edge.id(), queue);
        return queue;
    }

    /** Where frames leave a queue: behind a source also those look on who must know what was taken. */
    private FrameTarget entry(PlannedEdge edge, NodeRunner target) {
        int input = edge.input();
        FrameTarget entry = frame -> target.enter(input, frame);
        String source = source(edge);
        if (source == null) {
            return entry;
        }
        RunTap tap = run.tap();
        Consumer<Frame> onlooker = tap == null ? null : tap.source(source);
        if (run.tracksSources()) {
            SourceTrack track = new SourceTrack(source);
            loops.get(target.node().stage()).behind(track);
            entry = seen(track::taken, entry);
        }
        return onlooker == null ? entry : seen(onlooker, entry);
    }

    private static FrameTarget seen(Consumer<Frame> by, FrameTarget target) {
        return frame -> {
            by.accept(frame);
            return target.take(frame);
        };
    }

    private @Nullable String source(PlannedEdge edge) {
        for (Map.Entry<String, Executable.Source> source : executable.sources().entrySet()) {
            if (source.getValue().node().equals(edge.from())) {
                return source.getKey();
            }
        }
        return null;
    }
}
