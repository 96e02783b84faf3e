package io.millrace.serving;

import io.millrace.api.config.ConfigException;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.operator.Port;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.time.Clock;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.engine.run.Run;
import io.millrace.engine.trace.ChromeTrace;
import io.millrace.engine.trace.OtlpTrace;
import io.millrace.engine.trace.Trace;
import io.millrace.transport.grpc.LiveGraph;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.reactivestreams.Publisher;

/** A run as many clients see it. Any thread. */
public final class RunningGraph implements LiveGraph {

    private final Run run;
    private final Map<String, ClientFeed> feeds;
    private final Clock clock;
    private final boolean traced;

    /**
     * Shows a run.
     *
     * @param run the run
     * @param feeds the sources that clients feed, which the run was compiled with
     * @param clock clock of the run
     * @param traced whether the run keeps traces
     */
    public RunningGraph(Run run, Map<String, ClientFeed> feeds, Clock clock, boolean traced) {
        this.run = run;
        this.traced = traced;
        this.feeds = Map.copyOf(feeds);
        this.clock = clock;
    }

    @Override
    public List<Port> ports() {
        List<Port> ports = new ArrayList<>();
        for (PlannedNode node : run.plan().nodes()) {
            if (node.role() == PlannedNode.Role.DECODER || node.role() == PlannedNode.Role.OPERATOR) {
                List<Port> outputs = node.contract().outputs();
                for (int i = 0; i < outputs.size(); i++) {
                    String name = i == 0
                            ? node.name()
                            : node.name() + "." + outputs.get(i).name();
                    ports.add(new Port(name, outputs.get(i).spec()));
                }
            }
        }
        return ports;
    }

    @Override
    public List<Port> sources() {
        return feeds.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> new Port(e.getKey(), e.getValue().spec()))
                .toList();
    }

    @Override
    public Publisher<Frame> watch(String port, EdgePolicy policy) {
        return run.port(port, policy);
    }

    @Override
    public boolean publish(String source, Frame frame, Runnable onSpace) {
        ClientFeed feed = feeds.get(source);
        if (feed == null) {
            throw new IllegalArgumentException("source takes no frames from clients: source=" + source
                    + " (expected one of " + feeds.keySet().stream().sorted().toList() + ")");
        }
        return feed.offer(frame, clock.epochNanos(), onSpace);
    }

    @Override
    public List<Books> edges() {
        return books(run.report().edges());
    }

    @Override
    public List<Books> watchers() {
        return books(run.report().ports());
    }

    @Override
    public CompletionStage<String> checkpoint() {
        try {
            return run.checkpoint()
                    .map(path -> String.valueOf(path.getFileName()))
                    .toFuture();
        } catch (IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletionStage<String> set(String node, Map<String, String> settings) {
        try {
            return run.set(node, settings).toFuture();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public String trace(boolean otlp) {
        Trace trace = run.trace();
        if (trace.spans().isEmpty() && !traced) {
            throw new UnsupportedOperationException("run is not traced: pipeline="
                    + run.plan().pipeline() + " (expected a server that was started to trace)");
        }
        return otlp ? OtlpTrace.of(trace) : ChromeTrace.of(trace);
    }

    private static List<Books> books(List<EdgeCount> counts) {
        return counts.stream()
                .map(c -> new Books(c.edge(), c.in(), c.out(), c.dropped(), c.inFlight()))
                .toList();
    }
}
