package io.millrace.cli.run;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.millrace.api.time.SystemClock;
import io.millrace.cli.Json;
import io.millrace.engine.metrics.RunMetrics;
import io.millrace.engine.run.Run;
import io.millrace.transport.grpc.PageServer;
import io.millrace.transport.grpc.PageServer.Answer;
import io.millrace.transport.grpc.PageServer.Request;
import io.millrace.transport.grpc.ServerLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code /metrics} in the Prometheus text format, {@code /status} as JSON, and {@code /healthz}, and takes live
 * changes.
 */
final class MetricsServer implements AutoCloseable {

    private static final int MAX_BODY_BYTES = 64 << 10;
    private static final int CONNECTIONS = 64;
    private static final int REQUESTS_PER_SECOND = 100;
    private static final ServerLimits LIMITS = ServerLimits.DEFAULT
            .withMessages(MAX_BODY_BYTES, REQUESTS_PER_SECOND)
            .withConnections(CONNECTIONS, 1);

    private final @Nullable PageServer server;

    private MetricsServer(@Nullable PageServer server) {
        this.server = server;
    }

    /** What is shown of a run. */
    private static final class RunPages implements PageServer.Pages {

        private final Run run;
        private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        private final RunMetrics metrics;
        private final LiveSettings settings;

        RunPages(Run run) {
            this.run = run;
            this.metrics = new RunMetrics(run);
            this.settings = new LiveSettings(run);
            metrics.bindTo(registry);
        }

        @Override
        public Answer answer(Request request) {
            if (request.path().startsWith(LiveSettings.PATH)) {
                return settings.answer(request);
            }
            if (!request.method().equals("GET")) {
                return Answer.error(405, "method is not known here: method=" + request.method() + " (expected GET)");
            }
            return switch (request.path()) {
                case "/metrics" -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", scrape());
                case "/status" -> new Answer(200, "application/json", Json.page(ReportJson.live(run.report())) + "\n");
                case "/healthz" -> health();
                default ->
                    Answer.error(
                            404,
                            "no such resource (expected one of /metrics, /status, /healthz, " + LiveSettings.PATH
                                    + "NODE)");
            };
        }

        private synchronized String scrape() {
            metrics.refresh(registry);
            return registry.scrape();
        }

        private Answer health() {
            String state = run.report().state().name();
            boolean healthy = state.equals("RUNNING");
            return new Answer(healthy ? 200 : 503, "text/plain; charset=utf-8", state.toLowerCase(Locale.ROOT) + "\n");
        }
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
            return new MetricsServer(null);
        }
        InetSocketAddress where = new InetSocketAddress(address.host(), address.port());
        if (where.isUnresolved()) {
            throw refused(address, "no such host", null);
        }
        try {
            return new MetricsServer(PageServer.start(where, LIMITS, SystemClock.INSTANCE, new RunPages(run)));
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw refused(address, String.valueOf(cause.getMessage()), e);
        }
    }

    private static IOException refused(MetricsAddress address, String why, @Nullable Throwable cause) {
        return new IOException(
                "cannot serve metrics: host=" + address.host() + ", port=" + address.port() + ", cause=" + why
                        + " (expected a free address: see --metrics-host, --metrics-port)",
                cause);
    }

    /** Where it listens, -1 if nowhere. */
    int port() {
        return server == null ? -1 : server.port();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
