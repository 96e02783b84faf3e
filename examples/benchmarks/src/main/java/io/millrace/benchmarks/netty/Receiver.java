package io.millrace.benchmarks.netty;

import io.millrace.api.device.DeviceProfile;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.engine.Millrace;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.run.Run;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** Something that receives datagrams, copies each to an array and counts it on its last thread. */
abstract class Receiver implements AutoCloseable {

    private static final int RECEIVE_BUFFER_BYTES = 4 << 20;
    private static final int MAX_DATAGRAM_BYTES = 2048;
    private static final int BATCH = 64;

    private volatile long received;

    /** The array that came last: keeps the copy from being optimised away. */
    volatile byte[] last = new byte[0];

    long received() {
        return received;
    }

    /** One thread only. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    final void count(byte[] datagram) {
        last = datagram;
        received++;
    }

    abstract InetSocketAddress address();

    @Override
    public abstract void close();

    /** A bare Netty handler with the channel options of the udp source. */
    static Receiver bare() {
        boolean epoll = Epoll.isAvailable();
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        int slot = MAX_DATAGRAM_BYTES + 1;
        Counting handler = new Counting();
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(epoll ? EpollDatagramChannel.class : NioDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(epoll ? slot * BATCH : slot))
                .handler(handler);
        if (epoll) {
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, slot);
        }
        Channel channel = bootstrap.bind("127.0.0.1", 0).syncUninterruptibly().channel();
        Receiver receiver = new Receiver() {
            @Override
            InetSocketAddress address() {
                return (InetSocketAddress) channel.localAddress();
            }

            @Override
            public void close() {
                group.shutdownGracefully().awaitUninterruptibly();
            }
        };
        handler.receiver = receiver;
        return receiver;
    }

    /** A pipeline of udp source, a node that passes frames on, and one that ends them. */
    static Receiver pipeline(String overflow) throws IOException {
        Node[] nodes = {new Node("pass", null), null};
        Run[] run = new Run[1];
        Receiver receiver = new Receiver() {
            @Override
            InetSocketAddress address() {
                String address = run[0].address("in");
                int colon = address.lastIndexOf(':');
                return new InetSocketAddress(
                        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
            }

            @Override
            public void close() {
                run[0].close();
            }
        };
        nodes[1] = new Node("end", receiver);
        run[0] = Millrace.parse("receive.yaml", """
                pipeline: receive
                sources:
                  in: { transport: udp, listen: "127.0.0.1:0", max-packets-per-second-per-sender: 0,
                        overflow: %s, capacity: 4096 }
                nodes:
                  pass: { operator: pass, in: in }
                  end:  { operator: end, in: pass }
                """.formatted(overflow))
                .compile(
                        new DeviceProfile("bench", "this machine", 2, "any", 256 << 20, 0, List.of("cpu"), 0, Map.of()),
                        Catalog.installed().with(nodes[0]).with(nodes[1]))
                .start();
        return receiver;
    }

    private static final class Counting extends SimpleChannelInboundHandler<DatagramPacket> {

        private volatile Receiver receiver;

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            receiver.count(ByteBufUtil.getBytes(packet.content()));
        }
    }

    record None() {}

    /** Passes frames on, or counts them. */
    private static final class Node implements Operator<None> {

        private final String name;
        private final Receiver counts;

        Node(String name, Receiver counts) {
            this.name = name;
            this.counts = counts;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public String summary() {
            return "Passes frames on or counts them.";
        }

        @Override
        public Class<None> settings() {
            return None.class;
        }

        @Override
        public Contract contract(None settings, Inputs inputs) {
            return Contract.of(inputs.single().spec());
        }

        @Override
        public Processor open(None settings, OpenContext context) {
            return counts == null
                    ? (input, frame, out) -> out.emit(frame)
                    : (input, frame, out) -> counts.count(frame.tensor().asBytes());
        }
    }
}
