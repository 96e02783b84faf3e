package io.millrace.transport.netty;

import io.millrace.api.operator.DropReason;
import io.millrace.api.time.Clock;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Judges each datagram and delivers those that pass. Event loop only. */
final class UdpHandler extends SimpleChannelInboundHandler<DatagramPacket> {

    static final DropReason OVERSIZED = new DropReason("oversized");
    static final DropReason RATE_LIMITED = new DropReason("rate-limited");
    static final DropReason TOO_MANY_SENDERS = new DropReason("too-many-senders");

    private static final Logger LOGGER = System.getLogger(UdpHandler.class.getName());

    private final Delivery delivery;
    private final Senders senders;
    private final Clock clock;
    private final int maxDatagramBytes;

    UdpHandler(UdpSettings settings, Delivery delivery, Clock clock) {
        this.delivery = delivery;
        this.senders = new Senders(settings.maxSenders(), settings.maxPacketsPerSecondPerSender());
        this.clock = clock;
        this.maxDatagramBytes = settings.maxDatagramBytes();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        ByteBuf content = packet.content();
        // The limit on senders comes first, so that no flood of rubbish goes without it.
        switch (senders.admit(packet.sender().getAddress(), clock.monotonicNanos())) {
            case TOO_MANY_SENDERS -> delivery.lost(TOO_MANY_SENDERS, 1);
            case RATE_LIMITED -> delivery.lost(RATE_LIMITED, 1);
            case PASS -> {
                // The buffer holds one byte more than is allowed: a full one tells of a datagram that was cut off.
                if (content.readableBytes() > maxDatagramBytes) {
                    delivery.lost(OVERSIZED, 1);
                } else {
                    delivery.record(ByteBufUtil.getBytes(content));
                }
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // A datagram socket survives its errors (an ICMP reply to something sent, for one).
        LOGGER.log(Level.WARNING, "datagram socket reported an error: channel=" + context.channel(), cause);
    }
}
