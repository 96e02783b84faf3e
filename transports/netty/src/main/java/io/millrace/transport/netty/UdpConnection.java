package io.millrace.transport.netty;

import io.millrace.api.transport.SourceConnection;
import io.millrace.api.transport.SourceContext;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A bound datagram socket on an event loop of its own. */
final class UdpConnection implements SourceConnection {

    private static final Logger LOGGER = System.getLogger(UdpConnection.class.getName());
    private static final int MAX_BATCH = 64;
    private static final int MAX_BATCH_BYTES = 1 << 20;

    private final Loop loop;
    private final Delivery delivery;
    private @Nullable Channel channel;
    private String address = "";

    private UdpConnection(Loop loop, SourceContext context) {
        this.loop = loop;
        this.delivery = new Delivery(context, loop.executor(), this::reading);
    }

    static UdpConnection open(UdpSettings settings, SourceContext context) throws IOException {
        InetSocketAddress listen = Addresses.parse("listen", settings.listen());
        UdpConnection connection = new UdpConnection(Loop.open(settings.io(), context.name()), context);
        try {
            connection.bind(Addresses.resolve(listen), settings, context);
            return connection;
        } catch (IOException e) {
            connection.loop.close();
            throw Refused.listen("udp", settings.listen(), e);
        }
    }

    private void bind(InetSocketAddress listen, UdpSettings settings, SourceContext context) throws IOException {
        // One byte more than is allowed, so that a longer datagram can be told from one that just fits.
        int slot = settings.maxDatagramBytes() + 1;
        int batch = loop.isEpoll() ? Math.max(1, Math.min(MAX_BATCH, MAX_BATCH_BYTES / slot)) : 1;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.group())
                .channel(loop.datagram())
                .option(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(slot * batch))
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline().addLast(new UdpHandler(settings, delivery, context.clock()));
                    }
                });
        if (batch > 1) {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, slot);
        }
        ChannelFuture bound = bootstrap.bind(listen).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        channel = bound.channel();
        address = Addresses.print(channel.localAddress());
        Integer granted = channel.config().getOption(ChannelOption.SO_RCVBUF);
        if (granted != null && granted < settings.receiveBufferBytes()) {
            LOGGER.log(
                    Level.INFO,
                    "receive buffer is smaller than asked for: source=" + context.name() + ", bytes=" + granted
                            + " (expected " + settings.receiveBufferBytes() + "; on Linux raise net.core.rmem_max)");
        }
    }

    private void reading(boolean on) {
        if (channel != null) {
            channel.config().setAutoRead(on);
        }
    }

    @Override
    public void start() {
        loop.executor().execute(() -> reading(true));
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void close() {
        Stopping.on(loop, delivery);
    }
}
