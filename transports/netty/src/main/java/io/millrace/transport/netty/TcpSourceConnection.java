package io.millrace.transport.netty;

import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.Backoff;
import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stream connections, called or let in, on one event loop. What is not final is touched on the loop only. */
final class TcpSourceConnection implements SourceConnection {

    private static final Logger LOGGER = System.getLogger(TcpSourceConnection.class.getName());

    private final TcpSettings settings;
    private final StreamSpec spec;
    private final SourceContext context;
    private final Loop loop;
    private final Delivery delivery;
    private final Backoff backoff;
    private final Set<Channel> connections = new HashSet<>();
    private @Nullable Channel server;
    private String address = "";

    TcpSourceConnection(TcpSettings settings, StreamSpec spec, SourceContext context) throws IOException {
        this.settings = settings;
        this.spec = spec;
        this.context = context;
        this.loop = Loop.open(Io.AUTO, context.name());
        this.delivery = new Delivery(context, loop.executor(), this::reading);
        // The clock makes the seed differ between devices that run the same file; a virtual clock makes it repeatable.
        this.backoff = new Backoff(
                settings.reconnectLeast(),
                settings.reconnectLongest(),
                context.name().hashCode() ^ context.clock().epochNanos());
    }

    void open() throws IOException {
        if (settings.listen() == null) {
            address = String.valueOf(settings.connect());
            return;
        }
        try {
            InetSocketAddress listen = Addresses.resolve(Addresses.parse("listen", settings.listen()));
            ChannelFuture bound = new ServerBootstrap()
                    .group(loop.group())
                    .channel(loop.server())
                    .option(ChannelOption.AUTO_READ, false)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .childHandler(handlers())
                    .bind(listen)
                    .awaitUninterruptibly();
            if (!bound.isSuccess()) {
                throw new IOException(bound.cause().getMessage(), bound.cause());
            }
            server = bound.channel();
            address = Addresses.print(server.localAddress());
        } catch (IOException e) {
            loop.close();
            throw Refused.listen("tcp", settings.listen(), e);
        }
    }

    @Override
    public void start() {
        if (server != null) {
            server.config().setAutoRead(true);
        } else {
            loop.executor().execute(this::connect);
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void close() {
        Stopping.on(loop, delivery);
    }

    private void connect() {
        Future<?> unused = new Bootstrap()
                .group(loop.group())
                .channel(loop.client())
                .handler(handlers())
                .connect(Addresses.parse("connect", address))
                .addListener((ChannelFuture called) -> {
                    if (called.isSuccess()) {
                        Future<?> unusedToo =
                                called.channel().closeFuture().addListener(closed -> connectLater("closed"));
                    } else {
                        connectLater(called.cause().getMessage());
                    }
                });
    }

    private void connectLater(@Nullable String cause) {
        if (loop.group().isShuttingDown()) {
            return;
        }
        long delayNanos = backoff.nextNanos();
        LOGGER.log(
                Level.INFO,
                "server is away: source=" + context.name() + ", connect=" + address + ", cause=" + cause
                        + ", again-in-ms=" + TimeUnit.NANOSECONDS.toMillis(delayNanos));
        Future<?> unused = loop.executor().schedule(this::connect, delayNanos, TimeUnit.NANOSECONDS);
    }

    private ChannelInitializer<Channel> handlers() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                admit(channel);
            }
        };
    }

    private void admit(Channel channel) {
        if (connections.size() >= settings.maxConnections()) {
            LOGGER.log(
                    Level.WARNING,
                    "connection refused: source=" + context.name() + ", connections=" + connections.size()
                            + " (expected at most " + settings.maxConnections() + ")");
            Future<?> unused = channel.close();
            return;
        }
        connections.add(channel);
        Future<?> unusedToo = channel.closeFuture().addListener(closed -> connections.remove(channel));
        channel.config().setAutoRead(!delivery.isPaused());
        IdleWatch watch = new IdleWatch(settings.idleTimeout(), delivery, backoff);
        int limit = settings.maxRecordBytes();
        channel.pipeline()
                .addLast(
                        switch (settings.framing()) {
                            case LINES -> new LineHandler(limit, delivery, watch);
                            case LENGTH_PREFIXED ->
                                new PrefixedHandler(false, limit, record -> record(watch, record), delivery);
                            case FRAMES ->
                                new PrefixedHandler(
                                        true, limit, new FrameRecords(spec, context, delivery, watch), delivery);
                        });
        channel.pipeline().addLast(watch);
    }

    private void record(IdleWatch watch, byte[] record) {
        watch.heard();
        delivery.record(record);
    }

    private void reading(boolean on) {
        connections.forEach(channel -> channel.config().setAutoRead(on));
    }
}
