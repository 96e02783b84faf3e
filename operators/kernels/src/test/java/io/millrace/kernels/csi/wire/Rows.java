package io.millrace.kernels.csi.wire;

import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** Builds rows and datagrams for the tests, column by column as the firmwares print them. */
final class Rows {

    // role, mac, rssi, rate, sig_mode, mcs, bandwidth, smoothing, not_sounding, aggregation, stbc, fec_coding, sgi,
    // noise_floor, ampdu_cnt, channel, secondary_channel, local_timestamp, ant, sig_len, rx_state, real_time_set,
    // real_timestamp, len
    static final String A = "CSI_DATA,STA,24:0A:C4:00:01:FF,-57,11,1,3,1,1,0,1,0,0,1,-92,4,9,2,4294967295,1,121,0,1,"
            + "12.000345,384,";
    // id, mac, rssi, rate, sig_mode, mcs, bandwidth, smoothing, not_sounding, aggregation, stbc, fec_coding, sgi,
    // noise_floor, ampdu_cnt, channel, secondary_channel, local_timestamp, ant, sig_len, rx_state, len, first_word
    static final String B =
            "CSI_DATA,4000000000,a4:cf:12:ab:cd:ef,-31,11,1,6,0,1,0,1,2,0,0,-95,0,11,1,2751923,1,67,5,4,1,";
    // seq, mac, rssi, rate, noise_floor, fft_gain, agc_gain, channel, local_timestamp, sig_len, rx_state, len,
    // first_word
    static final String C = "CSI_DATA,17,1a:00:00:00:00:00,-17,11,159,246,5,8,859517,47,2,4,0,";
    // sequence, timestamp, taget_seq, taget, mac, rssi, rate, sig_mode, mcs, bandwidth, smoothing, not_sounding,
    // aggregation, stbc, fec_coding, sgi, noise_floor, ampdu_cnt, channel, secondary_channel, local_timestamp, ant,
    // sig_len, rx_state, agc_gain, fft_gain, len, first_word
    static final String D = "CSI_DATA,3,88123,0,unknown,02:00:00:00:00:07,-44,11,1,7,1,1,1,1,0,0,1,-96,0,6,2,99,0,90,0,"
            + "31,-12,4,0,";

    private Rows() {}

    static ParseResult parse(CsiParser parser, String line, CsiPacket packet) {
        byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
        return parser.parse(bytes, 0, bytes.length, packet);
    }

    static ParseResult parse(String line) {
        return parse(new CsiParser(), line, new CsiPacket());
    }

    static CsiPacket parsed(String line) {
        CsiPacket packet = new CsiPacket();
        ParseResult result = parse(new CsiParser(), line, packet);
        if (result != ParseResult.OK) {
            throw new AssertionError(result + ": " + line);
        }
        return packet;
    }

    /** A row of dialect B with the columns that decide the layout; every sub-carrier p is (0, magnitude[p]). */
    static String layoutRow(int sigMode, int bandwidth, int stbc, int secondary, int firstWord, int[] magnitude) {
        return "CSI_DATA,1,00:00:00:00:00:01,-30,11," + sigMode + ",7," + bandwidth + ",1,0,1," + stbc + ",0,0,-93,0,6,"
                + secondary + ",1000,0,67,0," + 2 * magnitude.length + "," + firstWord + ",\"" + list(magnitude) + "\"";
    }

    static String c5Row(int[] magnitude) {
        return "CSI_DATA,1,00:00:00:00:00:01,-30,11,-93,0,0,6,1000,67,0," + 2 * magnitude.length + ",0,\""
                + list(magnitude) + "\"";
    }

    private static String list(int[] magnitude) {
        StringJoiner values = new StringJoiner(",", "[", "]");
        for (int m : magnitude) {
            values.add("0").add(Integer.toString(m));
        }
        return values.toString();
    }

    /** An ADR-018 frame of one antenna: header of 20 bytes, then the pairs. */
    static byte[] frame(int node, long sequence, byte[] pairs) {
        byte[] b = new byte[20 + pairs.length];
        int magic = 0xC5110001;
        for (int i = 0; i < 4; i++) {
            b[i] = (byte) (magic >> 8 * i);
            b[8 + i] = (byte) (2437 >> 8 * i);
            b[12 + i] = (byte) (sequence >> 8 * i);
        }
        b[4] = (byte) node;
        b[5] = 1;
        b[6] = (byte) (pairs.length / 2);
        b[7] = (byte) (pairs.length / 2 >> 8);
        b[16] = -40;
        b[17] = -91;
        System.arraycopy(pairs, 0, b, 20, pairs.length);
        return b;
    }
}
