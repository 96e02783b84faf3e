package io.millrace.cli.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.cli.Json;
import io.millrace.engine.metrics.RunMetrics;
import io.millrace.engine.run.Run;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /metrics} in the Prometheus text format, {@code /status} as JSON, and {@code /healthz}, and takes live
 * changes.
 */
final class MetricsServer implements AutoCloseable {

    private final @Nullable HttpServer server;
    private final @Nullable ExecutorService executor;

    private MetricsServer(@Nullable HttpServer server, @Nullable ExecutorService executor) {
        this.server = server;
        this.executor = executor;
    }

    /**
     * Starts.
     *
     * @param address where to listen, or null to serve nothing
     * @param run what to show
     * @return the server
     * @throws IOException if the address cannot be used
     */
    static MetricsServer start(@Nullable MetricsAddress address, Run run) throws IOException {
        if (address == null) {
            return new MetricsServer(null, null);
        }
        HttpServer server = bind(address);
        ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "millrace-metrics");
            thread.setDaemon(true);
            return thread;
        });
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        RunMetrics metrics = new RunMetrics(run);
        metrics.bindTo(registry);
        server.setExecutor(executor);
        server.createContext("/metrics", exchange -> {
            metrics.refresh(registry);
            answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", registry.scrape());
        });
        server.createContext(
                "/status",
                exchange -> answer(exchange, 200, "application/json", Json.page(ReportJson.live(run.report())) + "\n"));
        server.createContext("/healthz", exchange -> {
            String state = run.report().state().name();
            boolean healthy = state.equals("RUNNING");
            answer(exchange, healthy ? 200 : 503, "text/plain; charset=utf-8", state.toLowerCase(Locale.ROOT) + "\n");
        });
        LiveSettings settings = new LiveSettings(run);
        server.createContext(LiveSettings.PATH, exchange -> {
            LiveSettings.Answer answer = settings.handle(exchange);
            answer(exchange, answer.status(), "application/json", answer.body());
        });
        server.start();
        return new MetricsServer(server, executor);
    }

    private static HttpServer bind(MetricsAddress address) throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(address.host(), address.port()), 16);
        } catch (BindException e) {
            throw new IOException(
                    "cannot serve metrics: host=" + address.host() + ", port=" + address.port() + ", cause="
                            + e.getMessage() + " (expected a free address: see --metrics-host, --metrics-port)",
                    e);
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
