package io.millrace.transport.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One client of the sink with its bounded queue: the stage's thread puts messages in, the event loop takes them out while
 * the socket takes them. What a client sends is ignored.
 */
final class Client extends SimpleChannelInboundHandler<Object> {

    private static final Logger LOGGER = System.getLogger(Client.class.getName());

    private final Channel channel;
    private final int capacity;
    private final String sink;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>(); // guarded by itself
    private long dropped; // guarded by queue
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private long sent; // event loop only
    private boolean finishing; // event loop only

    Client(Channel channel, int capacity, String sink) {
        this.channel = channel;
        this.capacity = capacity;
        this.sink = sink;
    }

    /** Queues a message, in place of the oldest if the queue is full. Any thread; never blocks. */
    void offer(byte[] message) {
        synchronized (queue) {
            if (queue.size() == capacity) {
                queue.remove();
                dropped++;
            }
            queue.add(message);
        }
        if (scheduled.compareAndSet(false, true)) {
            try {
                channel.eventLoop().execute(this::drain);
            } catch (RejectedExecutionException closed) {
                // The sink is being closed.
            }
        }
    }

    /** Sends what is queued, then hangs up; the action runs once the connection is closed. Any thread. */
    void whenLeft(Runnable action) {
        Future<?> unused = channel.closeFuture().addListener(closed -> action.run());
        try {
            channel.eventLoop().execute(() -> {
                finishing = true;
                drain();
            });
        } catch (RejectedExecutionException closed) {
            // The sink is being closed, and the connection with it.
        }
    }

    long dropped() {
        synchronized (queue) {
            return dropped;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object ignored) {}

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        drain();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        int unsent;
        synchronized (queue) {
            unsent = queue.size();
            queue.clear();
        }
        LOGGER.log(
                Level.INFO,
                "client left: sink=" + sink + ", client=" + channel.remoteAddress() + ", sent=" + sent + ", dropped="
                        + dropped() + ", unsent=" + unsent);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOGGER.log(Level.DEBUG, "client failed: sink=" + sink + ", client=" + channel.remoteAddress(), cause);
        Future<?> unused = context.close();
    }

    private void drain() {
        scheduled.set(false);
        boolean wrote = false;
        while (channel.isWritable()) {
            byte[] message = poll();
            if (message == null) {
                break;
            }
            // A failed write closes the connection: channelInactive counts and tells.
            Future<?> unused = channel.write(Unpooled.wrappedBuffer(message), channel.voidPromise());
            sent++;
            wrote = true;
        }
        if (wrote) {
            channel.flush();
        }
        if (finishing && isEmpty()) {
            finishing = false;
            Future<?> unused = channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private byte @Nullable [] poll() {
        synchronized (queue) {
            return queue.poll();
        }
    }

    private boolean isEmpty() {
        synchronized (queue) {
            return queue.isEmpty();
        }
    }
}
