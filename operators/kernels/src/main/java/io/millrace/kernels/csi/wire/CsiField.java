package io.millrace.kernels.csi.wire;

import java.util.List;

/** The columns and header fields a CSI record can carry beside its values, named as the firmwares name them. */
public enum CsiField {
    /** Counter of the sender or receiver, unsigned 32 bit. */
    SEQUENCE(0, 0xFFFF_FFFFL, "seq", "id", "sequence"),
    /** Sender address, 48 bit, first byte most significant. */
    MAC(0, (1L << 48) - 1, "mac"),
    /** Received power in dBm. */
    RSSI(-128, 127, "rssi"),
    /** Legacy rate code; meaningful for 802.11b/g only. */
    RATE(0, 255, "rate"),
    /** PHY mode: 0 non-HT, 1 HT, 3 VHT. */
    SIG_MODE(0, 255, "sig_mode"),
    /** Modulation and coding scheme. */
    MCS(0, 255, "mcs"),
    /** Channel bandwidth code ({@code cwb}): 0 is 20 MHz, 1 is 40 MHz. */
    BANDWIDTH(0, 255, "bandwidth"),
    /** Number of space-time coded streams; 0 is none. */
    STBC(0, 255, "stbc"),
    /** Noise floor in dBm; some firmwares print the byte unsigned, so 159 is read as -97. */
    NOISE_FLOOR(-128, 255, "noise_floor"),
    /** Primary channel number. */
    CHANNEL(0, 255, "channel"),
    /** Where the secondary channel lies: 0 none, 1 above, 2 below. */
    SECONDARY_CHANNEL(0, 255, "secondary_channel"),
    /** Receive time in microseconds of the chip's clock, unsigned 32 bit, wraps about every 71.6 minutes. */
    LOCAL_TIMESTAMP(0, 0xFFFF_FFFFL, "local_timestamp"),
    /** Receiving antenna. */
    ANTENNA(0, 255, "ant"),
    /** Length of the received packet in bytes, with its checksum. */
    SIG_LENGTH(0, 0xFFFF, "sig_len"),
    /** Receive state, 0 is good. */
    RX_STATE(0, 255, "rx_state"),
    /** Receive format of newer firmwares, printed in the place of the receive state. */
    RX_FORMAT(0, 255, "rx_format"),
    /** Automatic gain in steps of 1 dB. */
    AGC_GAIN(0, 255, "agc_gain"),
    /** FFT gain in steps of 0.25 dB, signed 8 bit; some firmwares print the byte unsigned. */
    FFT_GAIN(-128, 255, "fft_gain"),
    /** 1 when the first four bytes of the buffer, that is two sub-carriers, are garbage. */
    FIRST_WORD(0, 255, "first_word"),
    /** Length the sender announces, in values; kept for information, the values are counted. */
    DECLARED_LENGTH(0, 0xFFFF_FFFFL, "len"),
    /** Nanoseconds since boot from dialect A's {@code real_timestamp} column, printed in seconds. */
    REAL_TIMESTAMP(0, Long.MAX_VALUE, "real_timestamp"),
    /** Node number of an ADR-018 sender. */
    NODE_ID(0, 255),
    /** Number of antennas in an ADR-018 frame. */
    ANTENNA_COUNT(0, 255),
    /** Centre frequency in MHz from an ADR-018 frame. */
    FREQUENCY_MHZ(0, 0xFFFF_FFFFL);

    private static final CsiField[] VALUES = values();

    private final long min;
    private final long max;

    @SuppressWarnings("ImmutableEnumChecker") // List.of makes an immutable list
    private final List<String> columns;

    CsiField(long min, long max, String... columns) {
        this.min = min;
        this.max = max;
        this.columns = List.of(columns);
    }

    /** Returns the number of fields. */
    static int count() {
        return VALUES.length;
    }

    /** Returns the field with a slot. */
    static CsiField of(int slot) {
        return VALUES[slot];
    }

    /** Returns where a packet stores the field, 0..count-1. */
    @SuppressWarnings("EnumOrdinal") // an index into an array that lives only as long as the process
    int slot() {
        return ordinal();
    }

    /** Returns the slot of the field that a header calls so, or -1: the column is then passed over. */
    static int byColumn(byte[] line, int from, int to) {
        for (CsiField field : VALUES) {
            for (String name : field.columns) {
                if (same(name, line, from, to)) {
                    return field.slot();
                }
            }
        }
        return -1;
    }

    private static boolean same(String name, byte[] line, int from, int to) {
        if (name.length() != to - from) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) != line[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the field can hold the number. */
    boolean admits(long value) {
        return value >= min && value <= max;
    }

    /** Returns the number as stored: bytes that some firmwares print unsigned become signed. */
    long normal(long value) {
        return this == NOISE_FLOOR || this == FFT_GAIN ? (byte) value : value;
    }
}
