package io.millrace.engine.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.millrace.api.plan.PlannedStage;
import io.millrace.engine.edge.EdgeBooks;
import io.millrace.engine.run.NodeReport;
import io.millrace.engine.run.NodeState;
import io.millrace.engine.run.Run;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Shows a run as meters. They read the same books as the report, so they cannot disagree with it.
 *
 * <p>{@code millrace.stage.stalls} (how many there were), {@code millrace.stage.stalled} (1 while a stage is),
 * {@code millrace.node.running} (0 while it restarts or is detached);
 * {@code millrace.edge.in}, {@code .out}, {@code .dropped} (by {@code reason}), {@code .in.flight};
 * {@code millrace.node.failures}, {@code millrace.node.service.seconds} and {@code millrace.end.age.seconds} (by
 * {@code quantile}); and each gauge of a processor as {@code millrace.node.<name>}.
 */
public final class RunMetrics implements MeterBinder {

    private final Run run;
    private final Set<String> known = new HashSet<>();

    /**
     * Makes the binder.
     *
     * @param run what to show
     */
    public RunMetrics(Run run) {
        this.run = run;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (EdgeBooks books : run.books()) {
            Tags tags = tags().and("edge", books.id());
            counter(registry, "millrace.edge.in", tags, books, b ->
                    (double) b.count().in());
            counter(registry, "millrace.edge.out", tags, books, b ->
                    (double) b.count().out());
            Gauge.builder("millrace.edge.in.flight", books, b ->
                            (double) b.count().inFlight())
                    .tags(tags)
                    .register(registry);
        }
        counter(registry, "millrace.stage.stalls", tags(), run, r -> (double) r.stallCount());
        run.plan().stages().forEach(stage -> stalled(registry, stage));
        for (NodeReport node : run.report().nodes()) {
            node(registry, node.node());
            node.gauges().keySet().forEach(gauge -> gauge(registry, node.node(), gauge));
        }
        refresh(registry);
    }

    /**
     * Adds meters for reasons of drops that have occurred since: reasons are open, so they appear as they happen. Call
     * it before a scrape.
     *
     * @param registry the registry this is bound to
     */
    public synchronized void refresh(MeterRegistry registry) {
        for (EdgeBooks books : run.books()) {
            for (String reason : books.count().dropped().keySet()) {
                if (known.add(books.id() + "|" + reason)) {
                    counter(
                            registry,
                            "millrace.edge.dropped",
                            tags().and("edge", books.id(), "reason", reason),
                            books,
                            b -> (double) b.count().dropped().getOrDefault(reason, 0L));
                }
            }
        }
    }

    private void stalled(MeterRegistry registry, PlannedStage stage) {
        Gauge.builder(
                        "millrace.stage.stalled",
                        run,
                        r -> r.stalls().stream()
                                .filter(stall -> stall.stage() == stage.index())
                                .count())
                .tags(tags().and("stage", Integer.toString(stage.index())))
                .register(registry);
    }

    private void node(MeterRegistry registry, String node) {
        Tags tags = tags().and("node", node);
        Gauge.builder("millrace.node.running", run, r -> report(node).state() == NodeState.RUNNING ? 1 : 0)
                .tags(tags)
                .register(registry);
        counter(registry, "millrace.node.failures", tags, run, r ->
                (double) report(node).failures());
        Map<String, ToDoubleFunction<NodeReport>> service = Map.of(
                "0.5", r -> r.service().p50Nanos() / 1e9,
                "0.99", r -> r.service().p99Nanos() / 1e9);
        service.forEach((quantile, value) -> Gauge.builder(
                        "millrace.node.service.seconds", run, r -> value.applyAsDouble(report(node)))
                .tags(tags.and("quantile", quantile))
                .register(registry));
        Map<String, ToDoubleFunction<NodeReport>> age = Map.of(
                "0.5", r -> r.age().p50Nanos() / 1e9, "0.99", r -> r.age().p99Nanos() / 1e9);
        age.forEach((quantile, value) -> Gauge.builder(
                        "millrace.end.age.seconds", run, r -> value.applyAsDouble(report(node)))
                .tags(tags.and("quantile", quantile))
                .register(registry));
    }

    private void gauge(MeterRegistry registry, String node, String gauge) {
        Gauge.builder(
                        "millrace.node." + gauge.replace('-', '.'),
                        run,
                        r -> report(node).gauges().getOrDefault(gauge, Double.NaN))
                .tags(tags().and("node", node))
                .register(registry);
    }

    private NodeReport report(String node) {
        return run.nodeReport(node);
    }

    private Tags tags() {
        return Tags.of("pipeline", run.plan().pipeline());
    }

    private static <T> void counter(MeterRegistry registry, String name, Tags tags, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, of, value).tags(tags).register(registry);
    }
}
