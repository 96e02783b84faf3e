package io.millrace.transport.netty;

import io.millrace.api.transport.LineFramer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/** Lines as records. A line that is too long is counted, and reading goes on with the next. Event loop only. */
final class LineHandler extends SimpleChannelInboundHandler<ByteBuf> {

    private final LineFramer framer;
    private final Delivery delivery;

    LineHandler(int maxRecordBytes, Delivery delivery, IdleWatch watch) {
        this.delivery = delivery;
        this.framer = new LineFramer(
                maxRecordBytes,
                line -> {
                    watch.heard();
                    delivery.record(line);
                },
                () -> delivery.lost(Losses.RECORD_TOO_LONG, 1));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        byte[] chunk = ByteBufUtil.getBytes(bytes);
        framer.feed(chunk, 0, chunk.length);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (framer.discard()) {
            delivery.lost(Losses.RECORD_INCOMPLETE, 1);
        }
        context.fireChannelInactive();
    }
}
