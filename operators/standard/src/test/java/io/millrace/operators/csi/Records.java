package io.millrace.operators.csi;

import io.millrace.api.frame.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Records as ESP32 chips send them. */
final class Records {

    static final String MAC = "1a:00:00:00:00:01";

    private Records() {}

    /** A row of esp-csi on C5 and C6, 64 sub-carriers with empty edges, so in centred order. */
    static String c5(long sequence, String mac, long micros, Random random) {
        StringBuilder row = new StringBuilder("CSI_DATA," + sequence + "," + mac + ",-41,11,-92," + random.nextInt(10)
                + "," + (20 + random.nextInt(10)) + ",6," + micros + ",100,0,128,0,\"[");
        for (int i = 0; i < 64; i++) {
            boolean empty = i < 4 || i == 32 || i > 60;
            row.append(i == 0 ? "" : ",")
                    .append(empty ? 0 : random.nextInt(100) - 50)
                    .append(',')
                    .append(empty ? 0 : 20 + random.nextInt(30));
        }
        return row.append("]\"\r\n").toString();
    }

    /**
     * An ADR-018 datagram: magic, node, antennas, sub-carriers, frequency, sequence, rssi, noise floor, two spare bytes,
     * then pairs of bytes, little-endian.
     */
    static Tensor adr018(int node, long sequence, byte[] pairs) {
        ByteBuffer out = ByteBuffer.allocate(20 + pairs.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0xC5110001);
        out.put((byte) node).put((byte) 1).putShort((short) (pairs.length / 2));
        out.putInt(2437).putInt((int) sequence);
        out.put((byte) -40).put((byte) -95).putShort((short) 0);
        out.put(pairs);
        return Tensor.ofBytes(out.array());
    }
}
