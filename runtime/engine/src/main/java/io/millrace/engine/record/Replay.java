package io.millrace.engine.record;

import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.graph.Graph;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.Draft;
import io.millrace.engine.Pipeline;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.run.NodeChange;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.engine.run.RunReport;
import io.millrace.protocol.FrameMessages;
import io.millrace.protocol.mcap.McapItem;
import io.millrace.protocol.mcap.McapReader;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import reactor.core.publisher.Sinks;

/**
 * Runs a pipeline on recorded input, on the virtual clock, in the order in which the frames were taken, and compares what
 * every port gives with what was recorded. Sinks are left out: a replay has no effects.
 */
public final class Replay {

    private static final Duration ENDING = Duration.ofSeconds(30);

    /** How many recorded frames may lie before a source that takes none. */
    private static final int AHEAD_FRAMES = 8192;

    private final Recording recording;

    /**
     * Makes a replay.
     *
     * @param recording what was recorded
     */
    public Replay(Recording recording) {
        this.recording = recording;
    }

    /**
     * Runs it.
     *
     * @param draft the pipeline: the recorded one, or one that was edited since
     * @param device the device
     * @param catalog operators and transports
     * @return what came of it
     * @throws IOException if the recording cannot be read or lacks a source
     * @throws InterruptedException if this thread is interrupted
     */
    public Certificate run(Draft draft, DeviceProfile device, Catalog catalog)
            throws IOException, InterruptedException {
        // Choices that were made by what a machine measured are made by the same figures, on whatever machine this is.
        DeviceProfile profile = device.withMeasured(recording.measured());
        Draft silent = draft.with(Replay::withoutSinks);
        Plan stated = silent.compile(profile, catalog).plan();
        Map<String, Sinks.Many<Frame>> feeds = new LinkedHashMap<>();
        Draft fed = silent;
        for (var source : silent.graph().sources()) {
            if (!recording.sources().contains(source.name())) {
                throw new IOException("recording lacks a source: file=" + recording.file() + ", source=" + source.name()
                        + " (expected one of " + recording.sources() + ")");
            }
            Sinks.Many<Frame> feed =
                    Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(AHEAD_FRAMES));
            feeds.put(Recording.SOURCE + source.name(), feed);
            fed = fed.feed(source.name(), spec(stated, source.name()), feed.asFlux());
        }
        Pipeline pipeline = fed.compile(profile, catalog);
        Comparison comparison = new Comparison(recording);
        List<NodeChange> changes = recording.changes().stream()
                .filter(change ->
                        pipeline.plan().nodes().stream().anyMatch(n -> n.name().equals(change.node())))
                .toList(); // another pipeline may have other nodes
        Run run = pipeline.start(
                RunOptions.virtualTime().fedInOrder().withTap(comparison).withChanges(changes));
        try (run) {
            play(feeds);
            feeds.values().forEach(Sinks.Many::tryEmitComplete);
            if (!run.await(ENDING)) {
                throw new IOException("replay has not ended: file=" + recording.file() + ", waited-s="
                        + ENDING.toSeconds() + " (expected to end when its input has)");
            }
        }
        RunReport report = run.report();
        return comparison.certificate(report);
    }

    private static Graph withoutSinks(Graph graph) {
        return new Graph(graph.name(), graph.profile(), graph.sources(), graph.nodes(), List.of(), graph.location());
    }

    private static StreamSpec spec(Plan plan, String source) {
        return plan.edges().stream()
                .filter(edge -> edge.to().equals(source))
                .map(PlannedEdge::spec)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("source without an edge: source=" + source));
    }

    private void play(Map<String, Sinks.Many<Frame>> feeds) throws IOException {
        Map<Integer, Sinks.Many<Frame>> channels = new HashMap<>();
        Map<Provenance, Provenance> weakened = new HashMap<>();
        try (McapReader reader = Recording.open(recording.file())) {
            for (McapItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof McapItem.Channel channel && feeds.containsKey(channel.topic())) {
                    channels.put(channel.id(), feeds.get(channel.topic()));
                } else if (item instanceof McapItem.Message message && channels.containsKey(message.channel())) {
                    Frame frame = FrameMessages.parse(message.data());
                    Frame replayed =
                            frame.withProvenance(weakened.computeIfAbsent(frame.provenance(), Replay::weakened));
                    feed(channels.get(message.channel()), replayed);
                }
            }
        }
    }

    private void feed(Sinks.Many<Frame> feed, Frame frame) throws IOException {
        Sinks.EmitResult result = feed.tryEmitNext(frame);
        if (result == Sinks.EmitResult.FAIL_OVERFLOW) {
            throw new IOException("replay is stuck: file=" + recording.file() + ", sequence=" + frame.sequence()
                    + ", waiting=" + AHEAD_FRAMES + " (expected the pipeline to take what its sources give)");
        }
        // Cancelled or ended otherwise: the run has failed meanwhile, and its report says why.
    }

    private static Provenance weakened(Provenance was) {
        return new Provenance(was.origin().weaker(Origin.REPLAY), was.sensors(), was.models(), was.execution());
    }
}
