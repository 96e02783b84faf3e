package io.millrace.cli;

import io.millrace.api.graph.Graph;
import io.millrace.api.graph.SinkDef;
import io.millrace.api.operator.Port;
import io.millrace.api.time.SystemClock;
import io.millrace.cli.view.TerminalTransport;
import io.millrace.engine.catalog.Catalog;
import io.millrace.serving.ClientsFile;
import io.millrace.serving.EnginePipeline;
import io.millrace.serving.LivePipeline;
import io.millrace.transport.grpc.GrpcServer;
import io.millrace.transport.grpc.LiveGraph;
import io.millrace.transport.grpc.RestServer;
import io.millrace.transport.grpc.ServerLimits;
import io.millrace.transport.grpc.ServerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millrace serve}. */
@Command(
        name = "serve",
        sortOptions = false,
        header = "Serve a pipeline to gRPC and HTTP clients.",
        description =
                "Speaks KServe v2 with Triton's ModelStreamInfer (tritonclient and OpenVINO Model Server's clients "
                        + "work unchanged), millrace.v1, health and reflection. The pipeline is a model: its sources without their "
                        + "transports are the inputs, what its sinks take are the outputs, and every stream has an instance with a "
                        + "state of its own. With --run the pipeline also runs with its own sensors, and clients watch its ports.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  millrace serve examples/csi-presence --port 8001",
            "  millrace serve examples/csi-presence --http-port 8000    REST, /metrics and /healthz too",
            "  millrace serve examples/csi-presence --run",
            "  millrace serve examples/csi-presence --host 0.0.0.0 --tls-cert server.pem --tls-key server.key "
                    + "--clients clients.yaml",
            "",
            "Exit codes: 0 stopped, 1 the address or a certificate cannot be used, 2 wrong usage or configuration."
        })
final class ServeCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    private PipelineOptions pipeline = new PipelineOptions();

    @Option(names = "--port", paramLabel = "PORT", description = "Where to listen; 0 for any. Default: 8001.")
    private int port = 8001;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description =
                    "Where to answer over HTTP as well: KServe v2's REST protocol, /metrics and /healthz; 0 for any. "
                            + "Default: nowhere.")
    private int httpPort = -1;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Interface to listen on. Other than this machine's own needs TLS and --clients. "
                    + "Default: 127.0.0.1.")
    private String host = "127.0.0.1";

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "The server's certificate chain, PEM.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, PEM.")
    private @Nullable Path key;

    @Option(
            names = "--client-ca",
            paramLabel = "FILE",
            description = "Authority of client certificates, PEM: then every client must show one.")
    private @Nullable Path authority;

    @Option(names = "--clients", paramLabel = "FILE", description = "Permission file: who may call what.")
    private @Nullable Path clients;

    @Option(names = "--insecure", description = "Listen to other machines without TLS and permission file.")
    private boolean insecure;

    @Option(names = "--run", description = "Also run the pipeline with its own sensors, for clients to watch.")
    private boolean run;

    @Option(
            names = "--feed",
            paramLabel = "SOURCE",
            description = "With --run: take this source's frames from clients instead of its transport. Repeatable.")
    private List<String> fed = new ArrayList<>();

    @Option(names = "--checkpoints", paramLabel = "DIR", description = "With --run: where checkpoints are written.")
    private @Nullable Path checkpoints;

    @Option(names = "--trace", description = "With --run: trace every frame, for millrace.v1's Trace.")
    private boolean trace;

    @Option(names = "--max-message-bytes", paramLabel = "N", description = "Longest message. Default: 16777216.")
    private int messageBytes = ServerLimits.DEFAULT.messageBytes();

    @Option(names = "--max-messages-per-second", paramLabel = "N", description = "Of one connection. Default: any.")
    private int messagesPerSecond = ServerLimits.DEFAULT.messagesPerSecond();

    @Option(names = "--max-connections", paramLabel = "N", description = "At a time. Default: 1000.")
    private int connections = ServerLimits.DEFAULT.connections();

    @Option(names = "--max-streams", paramLabel = "N", description = "At a time. Default: 10000.")
    private int streams = ServerLimits.DEFAULT.streams();

    @Option(
            names = "--compute-threads",
            paramLabel = "N",
            description = "Threads that compute apart from the network's: for pipelines whose frames take "
                    + "milliseconds. Default: 0, the network's own.")
    private int computeThreads;

    @Mixin
    HelpOption help = new HelpOption();

    private static final int SPANS = 16_384;

    private final CountDownLatch stopped = new CountDownLatch(1);

    /** For picocli. */
    ServeCommand() {}

    @Override
    public Integer call() throws Exception {
        ServerSettings settings = settings();
        PipelineOptions.Loaded loaded = pipeline.load();
        if (!run && (!fed.isEmpty() || checkpoints != null || trace)) {
            throw new UsageException(
                    "option needs another: --feed, --checkpoints, --trace (expected --run beside them)");
        }
        Catalog catalog = Catalog.installed().with(new TerminalTransport((port, frame) -> {}));
        PrintWriter out = spec.commandLine().getOut();
        try (LivePipeline live = run
                ? LivePipeline.start(
                        loaded.draft().with(ServeCommand::withoutTerminal),
                        loaded.profile(),
                        catalog,
                        fed,
                        checkpoints,
                        trace ? SPANS : 0)
                : null) {
            EnginePipeline served =
                    EnginePipeline.of(loaded.draft(), loaded.profile(), catalog, live == null ? null : live.graph());
            try (GrpcServer server = GrpcServer.start(settings, List.of(served), SystemClock.INSTANCE);
                    Interrupts interrupts = new Interrupts(stopped::countDown)) {
                RestServer rest = httpPort < 0
                        ? null
                        : server.rest(httpPort, new ServeMetrics(server, live == null ? null : live.run()));
                say(out, served, server.port(), rest);
                await();
                out.println(interrupts.requested() ? "stopping: open streams may end" : "stopping");
                out.flush();
            }
        }
        return ExitCode.OK;
    }

    private void await() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            stopped.countDown(); // whoever runs the command on a thread of its own stops it so
        }
    }

    private ServerSettings settings() throws IOException {
        if ((certificate == null) != (key == null) || (authority != null && certificate == null)) {
            throw new UsageException("TLS is half stated: --tls-cert=" + certificate + ", --tls-key=" + key
                    + ", --client-ca=" + authority + " (expected certificate and key)");
        }
        try {
            ServerLimits limits = ServerLimits.DEFAULT
                    .withMessages(messageBytes, messagesPerSecond)
                    .withConnections(connections, streams);
            return new ServerSettings(
                    new InetSocketAddress(host, port),
                    certificate == null || key == null ? null : new ServerSettings.Tls(certificate, key, authority),
                    clients == null ? null : ClientsFile.read(clients),
                    insecure,
                    limits,
                    Runtime.getRuntime().availableProcessors(),
                    computeThreads);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "\n  See --tls-cert, --clients, --host and --insecure.");
        }
    }

    private void say(PrintWriter out, EnginePipeline served, int listening, @Nullable RestServer rest) {
        out.println("serving " + served.name() + " on " + host + ":" + listening + (certificate == null ? "" : " (TLS)")
                + (clients == null ? ", open to anyone who reaches it" : ", open to those in " + clients));
        if (rest != null) {
            out.println("  REST, /metrics and /healthz on " + host + ":" + rest.port());
        }
        out.println("  in   " + ports(served.inputs()));
        out.println("  out  " + ports(served.outputs()));
        LiveGraph live = served.live();
        if (live != null) {
            out.println("  runs with its sensors; ports to watch: "
                    + live.ports().stream().map(Port::name).collect(Collectors.joining(", ")));
        }
        out.println("Ctrl-C to stop");
        out.flush();
    }

    private static String ports(List<Port> ports) {
        return ports.stream().map(p -> p.name() + ": " + p.spec()).collect(Collectors.joining("\n       "));
    }

    /** Nobody looks at a server's terminal. */
    private static Graph withoutTerminal(Graph graph) {
        List<SinkDef> others = graph.sinks().stream()
                .filter(s -> !s.transport().type().equals(TerminalTransport.NAME))
                .toList();
        return graph.withSinks(others);
    }
}
