package io.millrace.transport.grpc;

import io.millrace.api.time.Clock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A service over HTTP/1.1. Of a {@link GrpcServer}: KServe v2's REST protocol with its extension for binary data, {@code
 * /metrics} and {@code /healthz}, with the guard, the limits and the threads of the gRPC server, which closes it. Any thread.
 */
public final class RestServer implements AutoCloseable {

    private static final int LINE_BYTES = 4096;
    private static final int HEADER_BYTES = 16 << 10;
    private static final int CHUNK_BYTES = 16 << 10;
    static final Duration WHOLE_REQUEST = Duration.ofSeconds(15);
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(75);

    private final ServerSettings settings;
    private final RestService service;
    private final Clock clock;
    private final Duration wholeRequest;
    private final @Nullable SslContext tls;
    private final @Nullable Executor compute;
    private final AtomicInteger connections = new AtomicInteger();
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final Channel listening;

    RestServer(
            InetSocketAddress address,
            ServerSettings settings,
            RestService service,
            Clock clock,
            @Nullable SslContext tls,
            @Nullable Executor compute,
            EventLoopGroup acceptor,
            EventLoopGroup workers,
            Duration wholeRequest)
            throws IOException {
        this.settings = settings;
        this.service = service;
        this.clock = clock;
        this.tls = tls;
        this.compute = compute;
        this.wholeRequest = wholeRequest;
        try {
            this.listening = new ServerBootstrap()
                    .group(acceptor, workers)
                    .channel(NioServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 128)
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childHandler(new Connections())
                    .bind(address)
                    .sync()
                    .channel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting to listen: address=" + address, e);
        } catch (Exception e) { // the future throws what it holds, a BindException, undeclared
            throw new IOException(
                    "cannot listen: address=" + address + ", cause=" + e.getMessage() + " (expected a free address)",
                    e);
        }
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /**
     * How many connections are open.
     *
     * @return their number
     */
    public int openConnections() {
        return connections.get();
    }

    /** Takes no more connections, and ends those that are open. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        open.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    RestService service() {
        return service;
    }

    Clock clock() {
        return clock;
    }

    @Nullable Clients clients() {
        return settings.clients();
    }

    boolean enter() {
        return connections.incrementAndGet() <= settings.limits().connections();
    }

    void leave() {
        connections.decrementAndGet();
    }

    String tooMany() {
        return "too many connections (expected at most " + settings.limits().connections() + " at a time)";
    }

    String tooOften() {
        return "too many requests (expected at most " + settings.limits().messagesPerSecond()
                + " a second on a connection)";
    }

    /** Makes the handlers of a connection. */
    private final class Connections extends ChannelInitializer<SocketChannel> {

        @Override
        protected void initChannel(SocketChannel channel) {
            open.add(channel);
            RequestDeadline deadline = new RequestDeadline(wholeRequest, BETWEEN_REQUESTS);
            channel.pipeline().addLast(deadline);
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            }
            Bucket bucket = new Bucket(settings.limits().messagesPerSecond(), clock);
            channel.pipeline()
                    .addLast(new HttpServerCodec(LINE_BYTES, HEADER_BYTES, CHUNK_BYTES))
                    .addLast(new Whole(settings.limits().messageBytes()))
                    .addLast(new RestHandler(
                            RestServer.this, bucket, deadline, compute == null ? Runnable::run : compute));
        }
    }

    /** Puts requests together; says why one is too long. */
    private static final class Whole extends HttpObjectAggregator {

        private final int most;

        Whole(int most) {
            super(most, true);
            this.most = most;
        }

        @Override
        protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
            RestAnswer answer = RestAnswer.error(413, "body is too long (expected at most " + most + " bytes)");
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                    Unpooled.wrappedBuffer(answer.body().asReadOnlyByteBuffer()));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().size())
                    .set(HttpHeaderNames.CONNECTION, "close");
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
