package io.millrace.transport.netty;

import io.millrace.api.transport.Backoff;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that brings no whole record: bytes alone do not count, or a client could hold its place with one
 * byte a minute. Looks once every timeout, so that watching costs nothing per record. Event loop only.
 */
final class IdleWatch extends ChannelInboundHandlerAdapter {

    private static final Logger LOGGER = System.getLogger(IdleWatch.class.getName());

    private final long timeoutNanos;
    private final Delivery delivery;
    private final Backoff backoff;
    private boolean heard;
    private @Nullable Future<?> look;

    IdleWatch(Duration timeout, Delivery delivery, Backoff backoff) {
        this.timeoutNanos = timeout.toNanos();
        this.delivery = delivery;
        this.backoff = backoff;
    }

    /** A whole record came: the peer is alive, and worth calling again soon should it go away. */
    void heard() {
        heard = true;
        backoff.reset();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        look = context.executor()
                .scheduleAtFixedRate(() -> look(context), timeoutNanos, timeoutNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (look != null) {
            look.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOGGER.log(Level.WARNING, "connection failed: channel=" + context.channel() + ", cause=" + cause);
        Future<?> unused = context.close();
    }

    private void look(ChannelHandlerContext context) {
        // While the ingress is full nobody reads: silence is ours then, not the client's.
        if (!heard && !delivery.isPaused()) {
            LOGGER.log(Level.INFO, "connection closed: channel=" + context.channel() + ", cause=idle");
            Future<?> unused = context.close();
        }
        heard = delivery.isPaused();
    }
}
