package io.millrace.serving;

import io.millrace.api.device.DeviceProfile;
import io.millrace.api.graph.SourceDef;
import io.millrace.api.plan.Plan;
import io.millrace.api.time.SystemClock;
import io.millrace.engine.Draft;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.checkpoint.CheckpointStore;
import io.millrace.engine.run.Checkpoints;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.transport.grpc.LiveGraph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pipeline that runs in real time while clients watch and feed it. */
public final class LivePipeline implements AutoCloseable {

    private static final int KEPT = 3;

    private final Run run;
    private final LiveGraph graph;

    private LivePipeline(Run run, LiveGraph graph) {
        this.run = run;
        this.graph = graph;
    }

    /**
     * Starts it.
     *
     * @param draft the pipeline
     * @param profile the device
     * @param catalog operators and transports
     * @param fed names of the sources that clients feed in place of their transports
     * @param checkpoints where checkpoints are written, or null for none
     * @param traceSpans how many spans to keep of every stage, every frame traced; 0 for none
     * @return the running pipeline
     * @throws io.millrace.api.config.ConfigException with every problem, if there is one
     * @throws IllegalArgumentException if there is no such source
     * @throws IOException if a source or sink cannot be opened
     */
    public static LivePipeline start(
            Draft draft,
            DeviceProfile profile,
            Catalog catalog,
            List<String> fed,
            @Nullable Path checkpoints,
            int traceSpans)
            throws IOException {
        Map<String, ClientFeed> feeds = new LinkedHashMap<>();
        Draft all = draft;
        if (!fed.isEmpty()) {
            Plan plan = draft.compile(profile, catalog).plan();
            for (String name : fed) {
                SourceDef source = draft.graph().sources().stream()
                        .filter(s -> s.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no such source: source=" + name
                                + " (expected one of "
                                + draft.graph().sources().stream()
                                        .map(SourceDef::name)
                                        .toList() + ")"));
                ClientFeed feed = new ClientFeed(EnginePipeline.fed(source, plan));
                feeds.put(name, feed);
                all = all.feed(name, feed.spec(), feed);
            }
        }
        RunOptions options = RunOptions.realTime().withTrace(traceSpans);
        if (checkpoints != null) {
            options = options.withCheckpoints(new Checkpoints(new CheckpointStore(checkpoints, KEPT), null, false));
        }
        Run run = all.compile(profile, catalog).start(options);
        return new LivePipeline(run, new RunningGraph(run, feeds, SystemClock.INSTANCE, traceSpans > 0));
    }

    /**
     * What clients see of it.
     *
     * @return the running graph
     */
    public LiveGraph graph() {
        return graph;
    }

    /**
     * The run itself.
     *
     * @return the run
     */
    public Run run() {
        return run;
    }

    /** Drains, then ends. */
    @Override
    public void close() {
        run.close();
    }
}
