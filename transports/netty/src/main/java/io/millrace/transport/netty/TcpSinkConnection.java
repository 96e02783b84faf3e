package io.millrace.transport.netty;

import com.google.protobuf.CodedOutputStream;
import io.millrace.api.frame.Frame;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.protocol.FrameMessages;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A server that sends every frame to every client. A frame is encoded once, and only if somebody is there. */
final class TcpSinkConnection implements SinkConnection {

    private static final Logger LOGGER = System.getLogger(TcpSinkConnection.class.getName());

    private final TcpSinkSettings settings;
    private final SinkContext context;
    private final List<String> streams;
    private final Loop loop;
    private final List<Client> clients = new CopyOnWriteArrayList<>();
    private String address = "";

    private TcpSinkConnection(TcpSinkSettings settings, SinkContext context) throws IOException {
        this.settings = settings;
        this.context = context;
        this.streams = List.copyOf(context.inputs().keySet());
        this.loop = Loop.open(Io.AUTO, context.name());
    }

    static TcpSinkConnection open(TcpSinkSettings settings, SinkContext context) throws IOException {
        TcpSinkConnection connection = new TcpSinkConnection(settings, context);
        try {
            connection.bind(Addresses.resolve(Addresses.parse("listen", settings.listen())));
            return connection;
        } catch (IOException e) {
            connection.loop.close();
            throw Refused.listen("tcp", settings.listen(), e);
        }
    }

    private void bind(InetSocketAddress listen) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop.group())
                .channel(loop.server())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        admit(channel);
                    }
                })
                .bind(listen)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        address = Addresses.print(bound.channel().localAddress());
    }

    private void admit(Channel channel) {
        if (clients.size() >= settings.maxClients()) {
            LOGGER.log(
                    Level.WARNING,
                    "client refused: sink=" + context.name() + ", clients=" + clients.size() + " (expected at most "
                            + settings.maxClients() + ")");
            Future<?> unused = channel.close();
            return;
        }
        Client client = new Client(channel, settings.clientQueueFrames(), context.name());
        channel.pipeline().addLast(client);
        clients.add(client);
        Future<?> unusedToo = channel.closeFuture().addListener(closed -> clients.remove(client));
    }

    @Override
    public void accept(int input, Frame frame) {
        if (!clients.isEmpty()) {
            byte[] message = encode(input, frame);
            for (Client client : clients) {
                client.offer(message);
            }
        }
    }

    /** Waits, within the flush timeout, until each client has what is held for it; then hangs up. */
    @Override
    public void flush() {
        List<Client> present = List.copyOf(clients);
        CountDownLatch left = new CountDownLatch(present.size());
        for (Client client : present) {
            client.whenLeft(left::countDown);
        }
        try {
            if (!left.await(settings.flushTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
                LOGGER.log(
                        Level.WARNING,
                        "clients did not take everything in time: sink=" + context.name() + ", clients="
                                + left.getCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Where it listens, with the chosen port in place of 0. */
    String address() {
        return address;
    }

    List<Client> clients() {
        return clients;
    }

    private byte[] encode(int input, Frame frame) {
        io.millrace.protocol.v1.Frame message = FrameMessages.toMessage(frame, streams.get(input));
        int size = message.getSerializedSize();
        byte[] bytes = new byte[CodedOutputStream.computeUInt32SizeNoTag(size) + size];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            out.writeUInt32NoTag(size);
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("message does not fit its own size: bytes=" + bytes.length, e);
        }
        return bytes;
    }
}
