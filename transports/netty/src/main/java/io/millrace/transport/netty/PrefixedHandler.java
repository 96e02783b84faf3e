package io.millrace.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.util.List;

/**
 * Records preceded by their length, as an unsigned 32-bit big-endian number ({@link Framing#LENGTH_PREFIXED}) or as a
 * varint ({@link Framing#FRAMES}). A length beyond the limit closes the connection: where the next record begins is not
 * known. Event loop only.
 */
final class PrefixedHandler extends ByteToMessageDecoder {

    /** Takes a whole record. */
    @FunctionalInterface
    interface Records {
        void accept(byte[] record);
    }

    private static final int MAX_VARINT_BYTES = 5;

    private final boolean varint;
    private final int maxRecordBytes;
    private final Records records;
    private final Delivery delivery;
    private boolean broken;

    PrefixedHandler(boolean varint, int maxRecordBytes, Records records, Delivery delivery) {
        this.varint = varint;
        this.maxRecordBytes = maxRecordBytes;
        this.records = records;
        this.delivery = delivery;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        int start = in.readerIndex();
        long length = varint ? varint(in) : fixed(in);
        if (length == INCOMPLETE || (length <= maxRecordBytes && in.readableBytes() < length)) {
            in.readerIndex(start);
            return;
        }
        if (length > maxRecordBytes) {
            broken = true;
            in.skipBytes(in.readableBytes());
            delivery.lost(length == NOT_A_LENGTH ? Losses.MALFORMED_MESSAGE : Losses.RECORD_TOO_LONG, 1);
            Future<?> unused = context.close();
            return;
        }
        byte[] record = ByteBufUtil.getBytes(in, in.readerIndex(), (int) length);
        in.skipBytes((int) length);
        records.accept(record);
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (in.isReadable() && !broken) {
            int before = in.readableBytes();
            decode(context, in, out);
            if (in.readableBytes() == before) {
                in.skipBytes(before);
                delivery.lost(Losses.RECORD_INCOMPLETE, 1);
            }
        }
    }

    private static final long INCOMPLETE = -1;
    private static final long NOT_A_LENGTH = Long.MAX_VALUE;

    private static long fixed(ByteBuf in) {
        return in.readableBytes() < Integer.BYTES ? INCOMPLETE : in.readUnsignedInt();
    }

    private static long varint(ByteBuf in) {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            if (!in.isReadable()) {
                return INCOMPLETE;
            }
            byte next = in.readByte();
            value |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        return NOT_A_LENGTH;
    }
}
