package io.millrace.transport.grpc;

import io.grpc.Status;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One connection: requests one after the other, each with a guard, an answer, and a reason if it is refused. */
final class RestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final int MOST_WAITING = 16;
    private static final String HEADER_LENGTH = "Inference-Header-Content-Length";

    private final RestServer server;
    private final Bucket bucket;
    private final RequestDeadline deadline;
    private final Executor executor;
    private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();
    private boolean busy;

    RestHandler(RestServer server, Bucket bucket, RequestDeadline deadline, Executor executor) {
        this.server = server;
        this.bucket = bucket;
        this.deadline = deadline;
        this.executor = executor;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (!server.enter()) {
            send(context, false, RestAnswer.error(429, server.tooMany()));
        }
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        server.leave();
        waiting.forEach(FullHttpRequest::release);
        waiting.clear();
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ChannelFuture unused = context.close(); // reset, or no HTTP at all: there is nobody to tell
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (!busy) {
            take(context, request);
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(request.retain()); // what came with the request before it, answered in order
        } else {
            ChannelFuture unused = context.close();
        }
    }

    private void take(ChannelHandlerContext context, FullHttpRequest request) {
        deadline.arrived();
        boolean keepAlive =
                HttpUtil.isKeepAlive(request) && request.protocolVersion().majorVersion() == 1;
        RestAnswer refusal = refusal(request);
        if (refusal != null) {
            send(context, keepAlive && request.decoderResult().isSuccess(), refusal);
            return;
        }
        RestCall call = new RestCall(
                request.method().name(),
                RestCall.parts(new QueryStringDecoder(request.uri()).path()),
                request.headers().get(HttpHeaderNames.CONTENT_TYPE, ""),
                ByteBuffer.wrap(ByteBufUtil.getBytes(request.content())),
                request.headers().getInt(HEADER_LENGTH, -1),
                ((InetSocketAddress) context.channel().remoteAddress()).getAddress());
        RestAnswer stranger = null;
        Caller caller = Caller.ANYONE;
        try {
            caller = server.service().isOpen(call) ? Caller.ANYONE : caller(context, request);
        } catch (RequestException e) {
            stranger = RestAnswer.error(e.status());
        }
        if (stranger != null) {
            send(context, keepAlive, stranger);
            return;
        }
        Caller known = caller;
        busy = true;
        context.channel().config().setAutoRead(false); // the next request waits in the socket, not here
        try {
            executor.execute(() -> {
                RestAnswer answer = server.service().answer(call, known);
                context.executor().execute(() -> answered(context, keepAlive, answer));
            });
        } catch (RejectedExecutionException e) {
            send(context, false, RestAnswer.error(Status.UNAVAILABLE.withDescription("server is stopping")));
        }
    }

    private void answered(ChannelHandlerContext context, boolean keepAlive, RestAnswer answer) {
        busy = false;
        send(context, keepAlive, answer);
        FullHttpRequest next = keepAlive ? waiting.poll() : null;
        if (next == null) {
            context.channel().config().setAutoRead(true);
            return;
        }
        try {
            take(context, next);
        } finally {
            next.release();
        }
    }

    private @Nullable RestAnswer refusal(FullHttpRequest request) {
        if (!request.decoderResult().isSuccess()) {
            return RestAnswer.error(
                    400,
                    "not an HTTP request: cause="
                            + Datatype.printable(
                                    String.valueOf(request.decoderResult().cause())));
        }
        if (request.protocolVersion().majorVersion() != 1) {
            return RestAnswer.error(
                    505, "version is not spoken: version=" + request.protocolVersion() + " (expected HTTP/1.1)");
        }
        if (!bucket.take()) {
            return RestAnswer.error(429, server.tooOften());
        }
        String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        if (encoding != null && !encoding.equals("identity")) {
            return RestAnswer.error(
                    415, "body is compressed: content-encoding=" + Datatype.printable(encoding) + " (expected none)");
        }
        String length = request.headers().get(HEADER_LENGTH);
        if (length != null && !length.matches("[0-9]{1,9}")) {
            return RestAnswer.error(
                    400,
                    "length is no number: inference-header-content-length=" + Datatype.printable(length)
                            + " (expected the bytes of JSON)");
        }
        return null;
    }

    private Caller caller(ChannelHandlerContext context, FullHttpRequest request) throws RequestException {
        Clients clients = server.clients();
        if (clients == null) {
            return Caller.ANYONE;
        }
        SslHandler tls = context.pipeline().get(SslHandler.class);
        String name = Gate.commonName(tls == null ? null : tls.engine().getSession());
        return clients.identify(request.headers().get(HttpHeaderNames.AUTHORIZATION), name, server.clock());
    }

    private void send(ChannelHandlerContext context, boolean keepAlive, RestAnswer answer) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body().asReadOnlyByteBuffer()));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().size())
                .set("X-Content-Type-Options", "nosniff");
        if (answer.jsonBytes() >= 0) {
            response.headers().setInt(HEADER_LENGTH, answer.jsonBytes());
        }
        if (answer.status() == HttpResponseStatus.UNAUTHORIZED.code()) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        ChannelFuture written = context.writeAndFlush(response);
        if (keepAlive) {
            deadline.answered(context);
        } else {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
