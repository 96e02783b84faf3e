package io.millrace.engine.run;

import io.millrace.api.time.Clock;
import io.millrace.api.time.SystemClock;
import io.millrace.api.transport.SourceConnection;
import io.millrace.engine.checkpoint.CheckpointStore;
import io.millrace.engine.checkpoint.PlanSignature;
import io.millrace.engine.edge.QueueEdge;
import io.millrace.protocol.v1.Checkpoint;
import io.millrace.protocol.v1.NodeState;
import io.millrace.protocol.v1.SourcePosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Takes checkpoints of one run, one at a time, and begins a run where the newest was taken. */
final class Checkpointer {

    private final Executable executable;
    private final Checkpoints options;
    private final Clock clock;
    private final List<StageLoop> loops;
    private final List<QueueEdge.Host> hosts;
    private final RunNotes notes;
    private final Scheduler scheduler;
    private final String digest;
    private final List<StageLoop> endedBefore = new ArrayList<>();
    private @Nullable Barrier barrier;
    private @Nullable CompletableFuture<Path> current;
    private long number;
    private boolean closed;

    Checkpointer(
            Executable executable,
            Checkpoints options,
            Clock clock,
            List<StageLoop> loops,
            List<QueueEdge.Host> hosts,
            RunNotes notes) {
        this.executable = executable;
        this.options = options;
        this.clock = clock;
        this.loops = loops;
        this.hosts = hosts;
        this.notes = notes;
        this.digest = PlanSignature.digest(executable.plan(), executable::version);
        this.scheduler = Schedulers.newSingle("millrace-" + executable.plan().pipeline() + "-checkpoint", true);
    }

    /**
     * Restores the newest checkpoint, if that is wanted and there is one. Before anything runs.
     *
     * @return the sources that had come to their ends
     */
    Set<String> resume(Map<String, SourceConnection> sources) throws IOException {
        CheckpointStore.Found found = options.store().newest();
        if (found == null) {
            if (options.resume()) {
                notes.add("nothing to resume: folder=" + options.store().folder() + " (begins anew)");
            }
            return Set.of();
        }
        number = found.checkpoint().getNumber();
        if (!options.resume()) {
            return Set.of();
        }
        found.passedOver().forEach(notes::add);
        PlanSignature.check(found.checkpoint(), executable.plan(), executable::version);
        if (clock instanceof VirtualClock virtual) {
            virtual.advanceTo(found.checkpoint().getClockNanos());
        }
        notes.add("resumed: checkpoint=" + number + ", file=" + found.file());
        return restore(found.checkpoint(), sources);
    }

    /** Ends what had ended before, once everything is restored, and takes a checkpoint every now and then. */
    void start() {
        endedBefore.forEach(loop -> loop.leave(loop::resumeEnded));
        if (!endedBefore.isEmpty()) {
            hosts.forEach(QueueEdge.Host::ready);
        }
        if (options.every() != null) {
            long period = options.every().toNanos();
            scheduler.schedulePeriodically(this::tick, period, period, TimeUnit.NANOSECONDS);
        }
    }

    private void tick() {
        CompletableFuture<Path> unused = take(); // a failure is noted
    }

    /** Begins a checkpoint, or joins the one that is under way. */
    synchronized CompletableFuture<Path> take() {
        if (current != null) {
            return current;
        }
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the run has ended"));
        }
        CompletableFuture<Path> file = new CompletableFuture<>();
        Barrier next = new Barrier(loops.size(), (whole, cause) -> hand(whole, cause, file));
        barrier = next;
        current = file;
        for (int i = 0; i < loops.size(); i++) {
            StageLoop loop = loops.get(i);
            loop.leave(() -> loop.begin(next));
        }
        // Not on the caller's thread, which on a virtual clock would carry the barrier through with our lock held.
        scheduler.schedule(() -> hosts.forEach(QueueEdge.Host::ready));
        return file;
    }

    /** The run has ended: what is under way will not complete. */
    void close() {
        Barrier underWay;
        synchronized (this) {
            closed = true;
            underWay = barrier;
        }
        if (underWay != null) {
            underWay.abandon("the run has ended");
        }
        scheduler.disposeGracefully().subscribe(); // lets a file that is being written become whole
    }

    /** The barrier has gone through: the rest is not for a stage's thread. */
    private void hand(@Nullable Barrier whole, @Nullable Throwable cause, CompletableFuture<Path> file) {
        synchronized (this) {
            barrier = null;
        }
        try {
            scheduler.schedule(() -> finish(whole, cause, file));
        } catch (RuntimeException e) { // the run ended meanwhile
            settle();
            file.completeExceptionally(e);
        }
    }

    private void finish(@Nullable Barrier whole, @Nullable Throwable cause, CompletableFuture<Path> file) {
        try {
            if (whole == null) {
                throw new IOException(cause == null ? "unknown" : cause.getMessage(), cause);
            }
            Path written = options.store().write(checkpoint(whole));
            settle();
            file.complete(written);
        } catch (IOException | UncheckedIOException e) {
            boolean ending;
            synchronized (this) {
                ending = closed;
            }
            if (!ending) {
                notes.add("checkpoint failed: number=" + number + ", cause=" + e.getMessage()
                        + " (the run goes on; the one before is kept)");
            }
            settle();
            file.completeExceptionally(e);
        }
    }

    private synchronized void settle() {
        current = null;
    }

    private Checkpoint checkpoint(Barrier whole) {
        number++;
        Map<String, NodeState> byName = new LinkedHashMap<>();
        whole.nodes().forEach(node -> byName.put(node.getNode(), node));
        Checkpoint.Builder checkpoint = Checkpoint.newBuilder()
                .setNumber(number)
                .setTakenNanos(SystemClock.INSTANCE.epochNanos())
                .setPipeline(executable.plan().pipeline())
                .setPlanDigest(digest);
        executable.plan().nodes().stream()
                .map(node -> byName.get(node.name()))
                .filter(java.util.Objects::nonNull)
                .forEach(checkpoint::addNodes);
        whole.sources().forEach(checkpoint::addSources);
        if (clock instanceof VirtualClock) {
            // Not the clock itself, which may have moved on: the newest arrival that is dealt with.
            whole.sources().stream()
                    .max(Comparator.comparingLong(SourcePosition::getLastArrivalNanos))
                    .ifPresent(last -> checkpoint.setClockNanos(last.getLastArrivalNanos()));
        }
        return checkpoint.build();
    }

    private Set<String> restore(Checkpoint checkpoint, Map<String, SourceConnection> sources) throws IOException {
        Map<String, NodeState> states = new LinkedHashMap<>();
        checkpoint.getNodesList().forEach(state -> states.put(state.getNode(), state));
        Map<String, SourcePosition> positions = new LinkedHashMap<>();
        checkpoint.getSourcesList().forEach(position -> positions.put(position.getSource(), position));
        Set<String> endedSources = new HashSet<>();
        for (StageLoop loop : loops) {
            boolean ended = false;
            for (NodeRunner runner : loop.runners()) {
                NodeState state = states.get(runner.name());
                if (state != null) {
                    ended |= state.getEnded();
                    if (state.getLiveCount() > 0) {
                        runner.adopt(state.getLiveMap());
                        notes.add("resumed: node=" + runner.name() + ", live " + new TreeMap<>(state.getLiveMap()));
                    }
                    if (!state.getState().isEmpty()) {
                        runner.restore(state.getState().toByteArray());
                    }
                }
            }
            SourceTrack track = loop.source();
            if (track != null) {
                SourcePosition position = positions.get(track.source());
                if (position != null) {
                    restore(track, position, ended, sources, endedSources);
                }
            }
            if (ended) {
                endedBefore.add(loop);
            }
        }
        return endedSources;
    }

    private void restore(
            SourceTrack track,
            SourcePosition position,
            boolean ended,
            Map<String, SourceConnection> sources,
            Set<String> endedSources) {
        track.restore(position);
        SourceConnection connection = sources.get(track.source());
        if (ended) {
            endedSources.add(track.source());
            notes.add("resumed: source=" + track.source() + ", frames=" + position.getFrames() + ", had ended");
        } else if (connection != null && position.getFrames() > 0) {
            boolean exact = connection.resumeAfter(position.getLastSequence());
            notes.add("resumed: source=" + track.source() + ", frames=" + position.getFrames() + ", last-sequence="
                    + position.getLastSequence()
                    + (exact ? "" : " (cannot go back: goes on with what arrives now)"));
        }
    }
}
