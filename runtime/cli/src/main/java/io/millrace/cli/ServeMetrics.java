package io.millrace.cli;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.engine.metrics.RunMetrics;
import io.millrace.engine.run.Run;
import io.millrace.transport.grpc.GrpcServer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What a server counts, and the books of the graph that runs with it, in the Prometheus text format. */
final class ServeMetrics implements Supplier<String> {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final @Nullable RunMetrics run;

    ServeMetrics(GrpcServer server, @Nullable Run running) {
        for (GrpcServer.Counts counts : server.counts()) {
            String pipeline = counts.pipeline();
            counter(server, pipeline, "millrace.serve.requests", "result", "succeeded", c -> (double) c.succeeded());
            counter(server, pipeline, "millrace.serve.requests", "result", "failed", c -> (double) c.failed());
            counter(server, pipeline, "millrace.serve.request.seconds", "unit", "seconds", GrpcServer.Counts::seconds);
        }
        Gauge.builder("millrace.serve.streams", server, GrpcServer::openStreams)
                .description("inference streams and subscriptions that are open")
                .register(registry);
        Gauge.builder("millrace.serve.connections", server, GrpcServer::openConnections)
                .description("gRPC connections that are open")
                .register(registry);
        run = running == null ? null : new RunMetrics(running);
        if (run != null) {
            run.bindTo(registry);
        }
    }

    private void counter(
            GrpcServer server,
            String pipeline,
            String name,
            String tag,
            String value,
            ToDoubleFunction<GrpcServer.Counts> count) {
        FunctionCounter.builder(
                        name,
                        server,
                        s -> s.counts().stream()
                                .filter(c -> c.pipeline().equals(pipeline))
                                .mapToDouble(count)
                                .sum())
                .tag("pipeline", pipeline)
                .tag(tag, value)
                .description("unary requests and messages of streams")
                .register(registry);
    }

    @Override
    public String get() {
        RunMetrics books = run;
        if (books != null) {
            books.refresh(registry);
        }
        return registry.scrape();
    }
}
