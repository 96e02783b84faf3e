package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedStage;
import io.millrace.api.time.Clock;
import io.millrace.api.time.SystemClock;
import io.millrace.api.transport.SourceConnection;
import io.millrace.engine.edge.EdgeBooks;
import io.millrace.engine.edge.QueueEdge;
import io.millrace.engine.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A pipeline at work. Any thread may call any method.
 *
 * <p>A run ends by itself when its sources end, by {@link #drain()} (takes no more frames, carries the rest to their
 * ends), by {@link #cancel()} (drops the rest, counted), or by an error. {@link #close()} drains for at most
 * {@value #DRAIN_SECONDS} s and then cancels.
 */
public final class Run implements AutoCloseable {

    private static final int DRAIN_SECONDS = 5;
    private static final EdgePolicy PORT_POLICY = new EdgePolicy(Overflow.DROP_OLDEST, 1024);

    private final Executable executable;
    private final Clock clock;
    private final boolean virtual;
    private final boolean tracksSources;
    private final @Nullable RunTap tap;
    private final int traceSpans;
    private final Clock stopwatch = SystemClock.INSTANCE;
    private final long beganNanos = stopwatch.monotonicNanos();
    private final Context context = new Context();
    private final AtomicReference<RunState> state = new AtomicReference<>(RunState.RUNNING);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Sinks.One<RunReport> completion = Sinks.one();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger openStages;
    private final List<StageLoop> loops = new ArrayList<>();
    private final List<QueueEdge.Host> hosts = new ArrayList<>();
    private final List<Scheduler> schedulers = new ArrayList<>();
    private final Map<String, SourceConnection> sources = new LinkedHashMap<>();
    private final Ports ports;
    private final Wiring wiring;
    private final RunNotes notes = new RunNotes();
    private final @Nullable Checkpointer checkpointer;
    private final @Nullable Watchdog watchdog;
    private volatile long endedNanos;

    private Run(Executable executable, RunOptions options) throws IOException {
        this.executable = executable;
        this.virtual = options.mode() == RunOptions.Mode.VIRTUAL_TIME;
        this.clock = virtual ? new VirtualClock() : options.clock();
        this.tracksSources = options.checkpoints() != null;
        this.tap = options.tap();
        this.traceSpans = options.traceSpans();
        Plan plan = executable.plan();
        this.openStages = new AtomicInteger(plan.stages().size());
        StageTurns turns = virtual ? turns(options) : null;
        makeStages(plan, turns);
        this.ports = new Ports(virtual);
        try {
            this.wiring = Wiring.connect(executable, context, stopwatch, hosts, loops, turns);
            options.changes().forEach(this::expect);
            openSources();
            this.checkpointer = options.checkpoints() == null
                    ? null
                    : new Checkpointer(executable, options.checkpoints(), clock, loops, hosts, notes);
        } catch (IOException | RuntimeException e) {
            schedulers.forEach(Scheduler::dispose);
            throw e;
        }
        boolean watched = !virtual && !options.watchdog().isZero();
        this.watchdog = watched ? new Watchdog(wiring.watches(), options.watchdog()) : null;
    }

    /**
     * Opens everything and starts the sources.
     *
     * @param executable the plan and its means
     * @param options how to carry it out
     * @return the run
     * @throws IOException if a source or sink cannot be opened
     */
    public static Run start(Executable executable, RunOptions options) throws IOException {
        Run run = new Run(executable, options);
        try {
            run.begin();
        } catch (IOException | RuntimeException e) {
            run.cancel();
            throw e;
        }
        return run;
    }

    /**
     * The plan that is carried out.
     *
     * @return the plan
     */
    public Plan plan() {
        return executable.plan();
    }

    /**
     * Watches a port. Each subscriber has a queue of its own, {@code drop-oldest} at 1024 frames, and never slows the
     * graph; what it is too slow for is dropped and counted. Frames emitted before it subscribed are not seen.
     *
     * @param name name of a source or node, or {@code node.output} for an output that is not its first
     * @return the frames, ending with the run
     * @throws IllegalArgumentException if there is no such port
     */
    public Flux<Frame> port(String name) {
        return port(name, PORT_POLICY);
    }

    /**
     * Watches a port with a queue of the subscriber's choice.
     *
     * @param name name of a source or node, or {@code node.output}
     * @param policy {@code drop-oldest}, {@code drop-newest} or {@code latest}: a subscriber cannot slow the graph
     * @return the frames, ending with the run
     * @throws IllegalArgumentException if there is no such port, or the policy is {@code block} or {@code fail}
     */
    public Flux<Frame> port(String name, EdgePolicy policy) {
        return ports.flux(name, tap(name), policy);
    }

    /**
     * The books and measurements so far; each edge is read at one instant and balances.
     *
     * @return a report
     */
    public RunReport report() {
        RunState now = state();
        Throwable cause = failure.get();
        long until = ended.getCount() == 0 ? endedNanos : stopwatch.monotonicNanos();
        return new RunReport(
                plan().pipeline(),
                now,
                cause == null ? null : String.valueOf(cause.getMessage()),
                until - beganNanos,
                sourceReports(),
                wiring.books().stream().map(EdgeBooks::count).toList(),
                ports.counts(),
                nodeReports(),
                notes.all(),
                stalls());
    }

    /**
     * Why the run has failed; cheap enough to ask after every frame.
     *
     * @return what ended it, or null if nothing has
     */
    public @Nullable String failure() {
        Throwable cause = failure.get();
        return cause == null ? null : String.valueOf(cause.getMessage());
    }

    /**
     * What was measured at one node so far.
     *
     * @param name name of a decoder, operator or sink
     * @return its part of the report
     * @throws IllegalArgumentException if there is no such node
     */
    public NodeReport nodeReport(String name) {
        PlannedNode node = plan().node(name);
        NodeRunner runner = wiring.runners().get(name);
        if (runner == null) {
            throw new IllegalArgumentException(
                    "node is not measured: node=" + name + " (expected a decoder, an operator or a sink)");
        }
        NodeStats stats = runner.stats();
        return new NodeReport(
                node.name(),
                node.type(),
                node.stage(),
                runner.recovery().state(),
                runner.recovery().cause(),
                stats.failures(),
                stats.service(),
                stats.age(),
                lagNanos(stats),
                runner.gauges());
    }

    private long lagNanos(NodeStats stats) {
        long newest = wiring.runners().values().stream()
                .mapToLong(runner -> runner.stats().timeNanos())
                .max()
                .orElse(Long.MIN_VALUE);
        return stats.timeNanos() == Long.MIN_VALUE ? -1 : Math.max(0, newest - stats.timeNanos());
    }

    /**
     * The accounts of every edge, for metrics.
     *
     * @return live books, in plan order
     */
    public List<EdgeBooks> books() {
        return wiring.books();
    }

    /**
     * Where a source listens or reads, with a chosen port in place of 0.
     *
     * @param source name of the source
     * @return its address
     */
    public String address(String source) {
        SourceConnection connection = sources.get(source);
        if (connection == null) {
            throw new IllegalArgumentException(
                    "no such source: source=" + source + " (expected one of " + sources.keySet() + ")");
        }
        return connection.address();
    }

    /**
     * The end of the run.
     *
     * @return gives the final report, also after cancellation and failure
     */
    public Mono<RunReport> completion() {
        return completion.asMono();
    }

    /**
     * Waits for the end.
     *
     * @param atMost how long to wait
     * @return true if the run has ended
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public boolean await(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Takes no more frames; those in flight are carried to their ends, then the run completes. */
    public void drain() {
        if (state.compareAndSet(RunState.RUNNING, RunState.DRAINING)) {
            sources.values().forEach(SourceConnection::close);
            wiring.ingresses().values().forEach(SourceIngress::complete);
        }
    }

    /** Stops: frames in flight are dropped and counted. */
    public void cancel() {
        stop(RunState.CANCELLED);
    }

    /** Drains for a while, then cancels; returns when the run has ended. */
    @Override
    public void close() {
        drain();
        try {
            if (!await(Duration.ofSeconds(DRAIN_SECONDS))) {
                cancel();
                await(Duration.ofSeconds(DRAIN_SECONDS));
            }
        } catch (InterruptedException e) {
            cancel();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What the latest frames went through, if the run was started with {@link RunOptions#withTrace}.
     *
     * @return the spans that are kept; none without
     */
    public Trace trace() {
        return new Trace(plan(), stopwatch.epochNanos() - stopwatch.monotonicNanos(), wiring.spans());
    }

    /**
     * Changes live settings of a node between two frames, without stopping anything: threshold, gain, the file of a model.
     * What is new is opened and checked beside what runs (a model is loaded and warmed up), takes over its state, and
     * takes its place at a frame boundary; should it fail at its first frame, the former takes the frame and goes on. A
     * bad change never replaces a good state. Every change leaves a note in the report.
     *
     * @param node name of a decoder or operator
     * @param changes new values by key, spelled as in a file
     * @return the note, once the change is made; an error if the new one cannot take over, and nothing has changed
     * @throws io.millrace.api.config.ConfigException with everything that is wrong with the change
     * @throws IOException if the new one cannot be opened
     */
    public Mono<String> set(String node, Map<String, String> changes) throws IOException {
        PlannedNode planned = plan().node(node);
        NodeRunner runner = wiring.runners().get(node);
        if (runner == null) {
            throw new IllegalArgumentException(
                    "node has no settings that live: node=" + node + " (expected a decoder or an operator)");
        }
        LiveChange change = new LiveChange(runner, changes, clock, notes::add);
        loops.get(planned.stage()).leave(change);
        hosts.get(planned.stage()).ready();
        return Mono.fromFuture(change.made());
    }

    /**
     * Takes a checkpoint of the running graph, which goes on meanwhile.
     *
     * @return the checkpoint's file once it is safe on the disk; an error if a state cannot be saved, the file cannot be
     *     written, or the run ends first. While one is being taken, that one is returned
     * @throws IllegalStateException if the run was started without checkpoints
     */
    public Mono<Path> checkpoint() {
        Checkpointer taker = checkpointer;
        if (taker == null) {
            throw new IllegalStateException("run takes no checkpoints: pipeline=" + plan().pipeline()
                    + " (expected to be started with RunOptions.withCheckpoints)");
        }
        return Mono.fromFuture(taker.take());
    }

    /**
     * The stages that are stalled now, found by the watchdog.
     *
     * @return one entry a stage; none on a virtual clock or without a watchdog
     */
    public List<StageStall> stalls() {
        return watchdog == null ? List.of() : watchdog.stalls();
    }

    /**
     * How many stalls the watchdog has found so far.
     *
     * @return 0 or more
     */
    public long stallCount() {
        return watchdog == null ? 0 : watchdog.count();
    }

    private void expect(NodeChange change) {
        NodeRunner runner = wiring.runners().get(change.node());
        if (runner == null) {
            throw new IllegalArgumentException("no such node to change: node=" + change.node() + " (expected one of "
                    + wiring.runners().keySet() + ")");
        }
        runner.expect(change);
    }

    private void begin() throws IOException {
        if (watchdog != null) {
            watchdog.start();
        }
        Set<String> ended = checkpointer == null ? Set.of() : checkpointer.resume(sources);
        if (tap != null) {
            tap.opened(plan(), virtual, notes::add);
        }
        if (checkpointer != null) {
            checkpointer.start();
        }
        sources.forEach((name, connection) -> {
            if (!ended.contains(name)) {
                connection.start();
            }
        });
    }

    private RunState state() {
        return Objects.requireNonNull(state.get());
    }

    private StageTurns turns(RunOptions options) {
        boolean several = options.merging() && executable.sources().size() > 1;
        return new StageTurns((VirtualClock) clock, several ? new SourceMerge() : null, options.schedule());
    }

    private void makeStages(Plan plan, @Nullable StageTurns turns) {
        for (PlannedStage stage : plan.stages()) {
            StageLoop loop = new StageLoop(stage.index(), this::stageEnded);
            loops.add(loop);
            if (turns != null) {
                turns.add(loop);
                hosts.add(turns.hostOf(loop, context));
            } else {
                Scheduler scheduler = Schedulers.newSingle(stage.thread(), true);
                schedulers.add(scheduler);
                hosts.add(new StageThread(loop, scheduler.createWorker(), context));
            }
        }
    }

    private void openSources() throws IOException {
        try {
            for (Map.Entry<String, Executable.Source> entry :
                    executable.sources().entrySet()) {
                SourceIngress ingress = wiring.ingresses().get(entry.getValue().node());
                sources.put(entry.getKey(), entry.getValue().opener().open(Objects.requireNonNull(ingress), clock));
            }
        } catch (IOException | RuntimeException e) {
            sources.values().forEach(SourceConnection::close);
            wiring.runners().values().forEach(NodeRunner::close);
            throw e;
        }
    }

    private void stop(RunState how) {
        RunState now = state();
        if ((now == RunState.RUNNING || now == RunState.DRAINING) && state.compareAndSet(now, how)) {
            loops.forEach(StageLoop::cancel);
            hosts.forEach(QueueEdge.Host::ready);
        }
    }

    private void stageEnded() {
        if (openStages.decrementAndGet() > 0) {
            return;
        }
        RunState now = state();
        if (now == RunState.RUNNING || now == RunState.DRAINING) {
            state.compareAndSet(now, RunState.COMPLETED);
        }
        // Not on the stage's own thread: closing a source may wait for a thread that waits for this one.
        Schedulers.boundedElastic().schedule(this::finish);
    }

    private void finish() {
        if (watchdog != null) {
            watchdog.close();
        }
        if (checkpointer != null) {
            checkpointer.close();
        }
        sources.values().forEach(SourceConnection::close);
        wiring.queues().forEach(QueueEdge::close); // what a producer put in after its consumer had left
        endedNanos = stopwatch.monotonicNanos();
        if (tap != null) {
            tap.ended(report());
        }
        ended.countDown();
        completion.tryEmitValue(report());
        schedulers.forEach(Scheduler::dispose);
    }

    private PortTap tap(String name) {
        NodeRunner whole = wiring.runners().get(name);
        if (whole != null && !plan().node(name).contract().outputs().isEmpty()) {
            return whole.tap(0);
        }
        int dot = name.lastIndexOf('.');
        NodeRunner node = dot < 0 ? null : wiring.runners().get(name.substring(0, dot));
        if (node != null) {
            List<String> outputs = plan().node(name.substring(0, dot)).contract().outputs().stream()
                    .map(io.millrace.api.operator.Port::name)
                    .toList();
            int output = outputs.indexOf(name.substring(dot + 1));
            if (output >= 0) {
                return node.tap(output);
            }
        }
        throw new IllegalArgumentException("no such port: port=" + name + " (expected one of "
                + plan().nodes().stream()
                        .filter(n -> n.role() == PlannedNode.Role.DECODER || n.role() == PlannedNode.Role.OPERATOR)
                        .map(PlannedNode::name)
                        .toList()
                + ")");
    }

    private List<SourceReport> sourceReports() {
        List<SourceReport> reports = new ArrayList<>();
        sources.forEach((name, connection) -> {
            Executable.Source source =
                    Objects.requireNonNull(executable.sources().get(name));
            reports.add(new SourceReport(
                    name,
                    plan().node(source.node()).type(),
                    connection.address(),
                    connection.origin(source.provenance().origin()).word(),
                    source.provenance().sensors()));
        });
        return reports;
    }

    private List<NodeReport> nodeReports() {
        return plan().nodes().stream()
                .filter(node -> node.role() != PlannedNode.Role.SOURCE)
                .map(node -> nodeReport(node.name()))
                .toList();
    }

    /** What the parts of this run share. */
    private final class Context implements RunContext {

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public boolean measuresAge() {
            return !virtual;
        }

        @Override
        public boolean tracksSources() {
            return tracksSources;
        }

        @Override
        public void note(String note) {
            notes.add(note);
        }

        @Override
        public int traceSpans() {
            return traceSpans;
        }

        @Override
        public @Nullable RunTap tap() {
            return tap;
        }

        @Override
        public void fail(Throwable cause) {
            if (failure.compareAndSet(null, cause)) {
                stop(RunState.FAILED);
            }
        }

        @Override
        public @Nullable Throwable failure() {
            return failure.get();
        }
    }
}
