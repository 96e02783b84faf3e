package io.millrace.kernels.audio;

/**
 * The header of an RTP packet (RFC 3550, 5.1), read in place: where the payload stands, and the fields that put packets
 * in order. One thread.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |                             SSRC                              |
 * |            CSRC, CC of them; extension if X; payload          |
 * </pre>
 */
public final class RtpHeader {

    private static final int FIXED_BYTES = 12;

    private int payloadOffset;
    private int payloadBytes;
    private int timestamp;
    private int source;

    /** Makes a reader. */
    public RtpHeader() {}

    /**
     * Reads a packet's header.
     *
     * @param packet the packet, to be read only
     * @return whether it is an RTP packet of version 2 whose parts fit into it; nothing else may be asked if not
     */
    public boolean read(byte[] packet) {
        if (packet.length < FIXED_BYTES || (packet[0] & 0xC0) != 0x80) {
            return false;
        }
        int offset = FIXED_BYTES + 4 * (packet[0] & 0x0F);
        if ((packet[0] & 0x10) != 0) {
            if (packet.length < offset + 4) {
                return false;
            }
            offset += 4 + 4 * ((packet[offset + 2] & 0xff) << 8 | (packet[offset + 3] & 0xff));
        }
        int padding = (packet[0] & 0x20) == 0 ? 0 : packet[packet.length - 1] & 0xff;
        timestamp = int32(packet, 4);
        source = int32(packet, 8);
        payloadOffset = offset;
        payloadBytes = packet.length - offset - padding;
        return payloadBytes >= 0;
    }

    /**
     * Where the payload begins.
     *
     * @return bytes from the start of the packet
     */
    public int payloadOffset() {
        return payloadOffset;
    }

    /**
     * Size of the payload, without padding.
     *
     * @return bytes, 0 or more
     */
    public int payloadBytes() {
        return payloadBytes;
    }

    /**
     * Sampling instant of the payload's first sample.
     *
     * @return periods of the sample clock from a random start, modulo 2^32
     */
    public int timestamp() {
        return timestamp;
    }

    /**
     * Synchronisation source: which clock the timestamp is of.
     *
     * @return a random number
     */
    public int source() {
        return source;
    }

    private static int int32(byte[] data, int o) {
        return data[o] << 24 | (data[o + 1] & 0xff) << 16 | (data[o + 2] & 0xff) << 8 | (data[o + 3] & 0xff);
    }
}
