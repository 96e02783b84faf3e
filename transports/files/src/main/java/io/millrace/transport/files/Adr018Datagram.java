package io.millrace.transport.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/*
 * Writes ADR-018 datagrams, little-endian:
 *
 *   0               4    5    6         8              12        16   17   18        20
 *   +---------------+----+----+---------+--------------+---------+----+----+---------+----------------
 *   | 0xC5110001    |node|ants| carriers| frequency MHz| sequence|rssi|nois| reserved| imag, real ...
 *   +---------------+----+----+---------+--------------+---------+----+----+---------+----------------
 */
final class Adr018Datagram {

    private static final int MAGIC = 0xC5110001;
    private static final int HEADER_BYTES = 20;

    private Adr018Datagram() {}

    static byte[] of(
            int node,
            int subcarriers,
            int frequencyMhz,
            int sequence,
            int rssiDbm,
            int noiseDbm,
            byte[] values,
            int offset,
            int length) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).put((byte) node).put((byte) 1).putShort((short) subcarriers);
        out.putInt(frequencyMhz)
                .putInt(sequence)
                .put((byte) rssiDbm)
                .put((byte) noiseDbm)
                .putShort((short) 0);
        out.put(values, offset, length);
        return out.array();
    }
}
