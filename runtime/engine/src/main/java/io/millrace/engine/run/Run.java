package io.millrace.engine.run;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.plan.Plan;
import io.millrace.api.time.Clock;
import io.millrace.engine.edge.EdgeBooks;
import io.millrace.engine.edge.QueueEdge;
import io.millrace.engine.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
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
    private final RunLife life;
    private final AtomicInteger openStages;
    private final Stages stages;
    private final Wiring wiring;
    private final SourceSet sources;
    private final Ports ports;
    private final NodeReports nodes;
    private final LiveChanges changes;
    private final @Nullable Checkpointer checkpointer;
    private final @Nullable Watchdog watchdog;

    private Run(Executable executable, RunOptions options) throws IOException {
        this.executable = executable;
        Plan plan = executable.plan();
        this.life = new RunLife(options, this::cancelStages);
        this.openStages = new AtomicInteger(plan.stages().size());
        StageTurns turns = life.isVirtual() ? turns(options) : null;
        this.stages = new Stages(plan, turns, life, this::stageEnded);
        this.ports = new Ports(life.isVirtual());
        try {
            this.wiring = Wiring.connect(executable, life, life.stopwatch(), stages.hosts(), stages.loops(), turns);
            this.nodes = new NodeReports(plan, wiring.runners());
            this.changes = new LiveChanges(plan, wiring.runners(), stages, life.clock(), life::note);
            options.changes().forEach(changes::expect);
            this.sources = openSources();
            this.checkpointer = options.checkpoints() == null
                    ? null
                    : new Checkpointer(
                            executable,
                            options.checkpoints(),
                            life.clock(),
                            stages.loops(),
                            stages.hosts(),
                            life.notes());
        } catch (IOException | RuntimeException e) {
            stages.dispose();
            throw e;
        }
        boolean watched = !life.isVirtual() && !options.watchdog().isZero();
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
        return ports.flux(name, wiring.tap(name), policy);
    }

    /**
     * The books and measurements so far; each edge is read at one instant and balances.
     *
     * @return a report
     */
    public RunReport report() {
        return new RunReport(
                plan().pipeline(),
                life.state(),
                life.failureMessage(),
                life.elapsedNanos(),
                sources.reports(),
                wiring.books().stream().map(EdgeBooks::count).toList(),
                ports.counts(),
                nodes.all(),
                life.notes().all(),
                stalls());
    }

    /**
     * Why the run has failed; cheap enough to ask after every frame.
     *
     * @return what ended it, or null if nothing has
     */
    public @Nullable String failure() {
        return life.failureMessage();
    }

    /**
     * What was measured at one node so far.
     *
     * @param name name of a decoder, operator or sink
     * @return its part of the report
     * @throws IllegalArgumentException if there is no such node
     */
    public NodeReport nodeReport(String name) {
        return nodes.of(name);
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
        return sources.address(source);
    }

    /**
     * The end of the run.
     *
     * @return gives the final report, also after cancellation and failure
     */
    public Mono<RunReport> completion() {
        return life.completion();
    }

    /**
     * Waits for the end.
     *
     * @param atMost how long to wait
     * @return true if the run has ended
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public boolean await(Duration atMost) throws InterruptedException {
        return life.await(atMost);
    }

    /** Takes no more frames; those in flight are carried to their ends, then the run completes. */
    public void drain() {
        if (life.drains()) {
            sources.close();
            wiring.ingresses().values().forEach(SourceIngress::complete);
        }
    }

    /** Stops: frames in flight are dropped and counted. */
    public void cancel() {
        life.stop(RunState.CANCELLED);
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
        Clock stopwatch = life.stopwatch();
        return new Trace(plan(), stopwatch.epochNanos() - stopwatch.monotonicNanos(), wiring.spans());
    }

    /**
     * Changes live settings of a node between two frames, without stopping anything: threshold, gain, the file of a model.
     * What is new is opened and checked beside what runs (a model is loaded and warmed up), takes over its state, and
     * takes its place at a frame boundary; should it fail at its first frame, the former takes the frame and goes on. A
     * bad change never replaces a good state. Every change leaves a note in the report.
     *
     * @param node name of a decoder or operator
     * @param settings new values by key, spelled as in a file
     * @return the note, once the change is made; an error if the new one cannot take over, and nothing has changed
     * @throws io.millrace.api.config.ConfigException with everything that is wrong with the change
     * @throws IOException if the new one cannot be opened
     */
    public Mono<String> set(String node, Map<String, String> settings) throws IOException {
        return Mono.fromFuture(changes.set(node, settings));
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

    private void begin() throws IOException {
        if (watchdog != null) {
            watchdog.start();
        }
        Set<String> ended = checkpointer == null ? Set.of() : checkpointer.resume(sources.connections());
        RunTap tap = life.tap();
        if (tap != null) {
            tap.opened(plan(), life.isVirtual(), life::note);
        }
        if (checkpointer != null) {
            checkpointer.start();
        }
        sources.start(ended);
    }

    private StageTurns turns(RunOptions options) {
        boolean several = options.merging() && executable.sources().size() > 1;
        return new StageTurns((VirtualClock) life.clock(), several ? new SourceMerge() : null, options.schedule());
    }

    private SourceSet openSources() throws IOException {
        try {
            return SourceSet.open(executable, wiring.ingresses(), life.clock());
        } catch (IOException | RuntimeException e) {
            wiring.runners().values().forEach(NodeRunner::close);
            throw e;
        }
    }

    private void cancelStages() {
        stages.cancel();
    }

    private void stageEnded() {
        if (openStages.decrementAndGet() > 0) {
            return;
        }
        life.stagesEnded();
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
        sources.close();
        wiring.queues().forEach(QueueEdge::close); // what a producer put in after its consumer had left
        life.closed();
        RunTap tap = life.tap();
        if (tap != null) {
            tap.ended(report());
        }
        life.end(report());
        stages.dispose();
    }
}
