package io.millrace.transport.grpc;

import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.millrace.api.time.Clock;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Pipelines over gRPC: KServe v2 with Triton's extensions, {@code millrace.v1}, health and reflection. Any thread may call
 * any method.
 */
public final class GrpcServer implements AutoCloseable {

    private static final int FLOW_CONTROL_BYTES = 1 << 20;
    private static final int METADATA_BYTES = 16 << 10;

    private final ServerSettings settings;
    private final Registry registry;
    private final InferenceService inference;
    private final HealthStatusManager health = new HealthStatusManager();
    private final Gate gate;
    private final StreamCount streams;
    private final EventLoopGroup acceptor = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoopGroup workers;
    private final @Nullable ExecutorService compute;
    private final Server server;
    private final Clock clock;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<RestServer> rests = new CopyOnWriteArrayList<>();

    private GrpcServer(ServerSettings settings, Collection<? extends ServedPipeline> pipelines, Clock clock)
            throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.registry = new Registry(pipelines);
        this.streams = new StreamCount(settings.limits().streams());
        this.inference = new InferenceService(registry, settings.limits(), clock, streams);
        this.gate = new Gate(settings.limits(), settings.clients(), clock);
        this.workers = new MultiThreadIoEventLoopGroup(settings.networkThreads(), NioIoHandler.newFactory());
        this.compute = settings.computeThreads() == 0 ? null : Executors.newFixedThreadPool(settings.computeThreads());
        NettyServerBuilder builder = builder();
        ServerSettings.Tls tls = settings.tls();
        if (tls != null) {
            builder.sslContext(secure(tls, true));
        }
        this.server = builder.addService(Malformed.refusedBy(inference.definition()))
                .addService(
                        Malformed.refusedBy(new MillraceService(registry, settings.limits(), streams).bindService()))
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .addService(alphaReflection())
                .build();
        registry.onChange((name, available) ->
                health.setStatus(name, available ? ServingStatus.SERVING : ServingStatus.NOT_SERVING));
    }

    /**
     * Starts to listen.
     *
     * @param settings where and how
     * @param pipelines what is served
     * @param clock clock of the server
     * @return the server
     * @throws IOException if the address cannot be used, or a certificate not be read
     */
    public static GrpcServer start(ServerSettings settings, Collection<? extends ServedPipeline> pipelines, Clock clock)
            throws IOException {
        GrpcServer server = new GrpcServer(settings, pipelines, clock);
        try {
            server.server.start();
            return server;
        } catch (IOException e) {
            server.stopThreads();
            throw new IOException(
                    "cannot listen: address=" + settings.address() + ", cause="
                            + (e.getCause() == null ? e : e.getCause()).getMessage() + " (expected a free address)",
                    e);
        }
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return server.getPort();
    }

    /**
     * How many inference streams and subscriptions are open.
     *
     * @return their number
     */
    public int openStreams() {
        return streams.open();
    }

    /**
     * How many connections are open.
     *
     * @return their number
     */
    public int openConnections() {
        return gate.connections();
    }

    /**
     * Answers over HTTP/1.1 as well: KServe v2's REST protocol, {@code /metrics} and {@code /healthz}, on the interface of this
     * server, with its guard, limits and threads. Ends with it.
     *
     * @param port where, 0 for any free port
     * @param metrics makes the text of {@code /metrics}
     * @return the server
     * @throws IOException if the address cannot be used
     */
    public RestServer rest(int port, Supplier<String> metrics) throws IOException {
        return rest(port, metrics, RestServer.WHOLE_REQUEST);
    }

    /**
     * The same with another patience.
     *
     * @param port where, 0 for any free port
     * @param metrics makes the text of {@code /metrics}
     * @param wholeRequest within what time a request must have come as a whole, from its first byte on
     * @return the server
     * @throws IOException if the address cannot be used
     */
    public RestServer rest(int port, Supplier<String> metrics, Duration wholeRequest) throws IOException {
        ServerSettings.Tls tls = settings.tls();
        RestServer rest = new RestServer(
                new InetSocketAddress(settings.address().getAddress(), port),
                settings,
                new RestRoutes(registry, inference, metrics),
                clock,
                tls == null ? null : secure(tls, false),
                compute,
                acceptor,
                workers,
                wholeRequest);
        rests.add(rest);
        return rest;
    }

    /**
     * What was counted of one pipeline.
     *
     * @param pipeline its name
     * @param succeeded requests that were answered
     * @param failed requests that were refused or failed
     * @param seconds how long both took in all
     */
    public record Counts(String pipeline, long succeeded, long failed, double seconds) {}

    /**
     * What was counted so far.
     *
     * @return an entry a pipeline
     */
    public List<Counts> counts() {
        return registry.all().stream()
                .map(entry -> entry.statistics().counts(entry.pipeline().name()))
                .toList();
    }

    /**
     * Waits until it is closed.
     *
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public void awaitTermination() throws InterruptedException {
        server.awaitTermination();
    }

    /** Takes no more calls, lets those that run end for as long as the limits say, then ends them. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        health.enterTerminalState();
        rests.forEach(RestServer::close);
        server.shutdown();
        try {
            if (!server.awaitTermination(settings.limits().drain().toMillis(), TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                server.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        inference.close();
        stopThreads();
    }

    private void stopThreads() {
        acceptor.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        workers.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        if (compute != null) {
            compute.shutdown();
        }
    }

    private NettyServerBuilder builder() {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(settings.address())
                .bossEventLoopGroup(acceptor)
                .workerEventLoopGroup(workers)
                .channelType(NioServerSocketChannel.class)
                .flowControlWindow(FLOW_CONTROL_BYTES)
                .maxInboundMessageSize(settings.limits().messageBytes())
                .maxInboundMetadataSize(METADATA_BYTES)
                .maxConcurrentCallsPerConnection(Integer.MAX_VALUE) // a limit here would make calls wait, unrefused
                .handshakeTimeout(10, TimeUnit.SECONDS)
                .keepAliveTime(settings.limits().silence().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(settings.limits().silence().toMillis() / 3 + 1, TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionIdle(10, TimeUnit.MINUTES)
                .addTransportFilter(gate)
                .intercept(gate);
        return compute == null ? builder.directExecutor() : builder.executor(compute);
    }

    private static SslContext secure(ServerSettings.Tls tls, boolean grpc) throws IOException {
        try {
            SslContextBuilder ssl = SslContextBuilder.forServer(
                            tls.certificate().toFile(), tls.key().toFile())
                    .sslProvider(SslProvider.JDK);
            if (grpc) {
                GrpcSslContexts.configure(ssl, SslProvider.JDK);
            }
            if (tls.clientAuthority() != null) {
                ssl.trustManager(tls.clientAuthority().toFile()).clientAuth(ClientAuth.REQUIRE);
            }
            return ssl.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException(
                    "certificate cannot be used: certificate=" + tls.certificate() + ", key=" + tls.key() + ", cause="
                            + e.getMessage() + " (expected PEM files)",
                    e);
        }
    }

    /** Clients of the old name are still many. */
    @SuppressWarnings("deprecation")
    private static io.grpc.BindableService alphaReflection() {
        return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
    }
}
