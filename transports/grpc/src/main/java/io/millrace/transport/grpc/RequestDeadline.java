package io.millrace.transport.grpc;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends connections that take too long: to bring a whole request from its first byte on, however steadily it trickles, or to
 * bring another after the last answer. Stands before everything that waits for more bytes.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

    private final Duration whole;
    private final Duration idle;
    private @Nullable ScheduledFuture<?> pending;
    private boolean begun;

    RequestDeadline(Duration whole, Duration idle) {
        this.whole = whole;
        this.idle = idle;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        wait(context, whole, true); // whoever connects has something to ask
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!begun) {
            begun = true;
            wait(context, whole, true);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        context.fireChannelInactive();
    }

    /** The request is here as a whole: the client waits for us now. */
    void arrived() {
        stop();
    }

    /** It is answered. */
    void answered(ChannelHandlerContext context) {
        begun = false;
        wait(context, idle, false);
    }

    private void wait(ChannelHandlerContext context, Duration time, boolean tells) {
        stop();
        pending = context.executor().schedule(() -> end(context, time, tells), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop() {
        ScheduledFuture<?> running = pending;
        if (running != null) {
            running.cancel(false);
            pending = null;
        }
    }

    private static void end(ChannelHandlerContext context, Duration time, boolean tells) {
        if (!tells) {
            ChannelFuture unused = context.close();
            return;
        }
        String body = "{\"error\":\"request took too long (expected all of it within " + time.toSeconds() + " s)\"}";
        String head = "HTTP/1.1 408 Request Timeout\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\nConnection: close\r\n\r\n";
        context.writeAndFlush(Unpooled.copiedBuffer(head + body, StandardCharsets.US_ASCII))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
