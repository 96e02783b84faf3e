package io.millrace.kernels.csi.wire;

/**
 * One CSI record, reused from record to record.
 *
 * <p>A field that the record did not carry reads 0 and {@link #has(CsiField)} tells. After a result other than {@link
 * ParseResult#OK} the contents are unspecified. One thread at a time.
 */
public final class CsiPacket {

    /** The most sub-carriers, over all training-field blocks, that a packet can hold. */
    public static final int MAX_SUBCARRIERS = 1024;

    private final short[] imag = new short[MAX_SUBCARRIERS];
    private final short[] real = new short[MAX_SUBCARRIERS];
    private final long[] fields = new long[CsiField.count()];
    private long present;
    private int count;
    private boolean wide;
    private CsiDialect dialect = CsiDialect.UNKNOWN;

    /** Creates an empty packet with room for {@link #MAX_SUBCARRIERS} sub-carriers. */
    public CsiPacket() {}

    void clear(CsiDialect newDialect) {
        present = 0;
        count = 0;
        wide = false;
        dialect = newDialect;
    }

    void set(CsiField field, long value) {
        fields[field.slot()] = value;
        present |= 1L << field.slot();
    }

    void values(int subcarriers, boolean beyondInt8) {
        count = subcarriers;
        wide = beyondInt8;
    }

    /**
     * Returns the dialect of the record.
     *
     * @return the dialect
     */
    public CsiDialect dialect() {
        return dialect;
    }

    /**
     * Returns whether the record carried a field.
     *
     * @param field the field
     * @return true if it was there
     */
    public boolean has(CsiField field) {
        return (present >>> field.slot() & 1) != 0;
    }

    /**
     * Returns a field as a number, in the unit that the field's documentation states.
     *
     * @param field the field
     * @return its value, 0 when absent
     */
    public long value(CsiField field) {
        return has(field) ? fields[field.slot()] : 0;
    }

    /**
     * Returns the number of sub-carriers over all blocks: the values counted in the record, halved.
     *
     * @return the count, 1..{@link #MAX_SUBCARRIERS}
     */
    public int count() {
        return count;
    }

    /**
     * Returns the imaginary parts in the order of the record.
     *
     * @return the packet's own array, valid in its first {@link #count()} elements until the next parse; do not write
     */
    public short[] imag() {
        return imag;
    }

    /**
     * Returns the real parts in the order of the record.
     *
     * @return the packet's own array, valid in its first {@link #count()} elements until the next parse; do not write
     */
    public short[] real() {
        return real;
    }

    /**
     * Returns whether a value did not fit into eight bits, which means the C5's 12-bit form.
     *
     * @return true when at least one value is outside -128..127
     */
    public boolean isTwelveBit() {
        return wide;
    }

    /**
     * Returns the sequence number.
     *
     * @return unsigned 32 bit, 0 when absent
     */
    public long sequence() {
        return value(CsiField.SEQUENCE);
    }

    /**
     * Returns the sender's address.
     *
     * @return 48 bit, first byte most significant, 0 when absent
     */
    public long mac() {
        return value(CsiField.MAC);
    }

    /**
     * Returns the received power.
     *
     * @return dBm, 0 when absent
     */
    public int rssiDbm() {
        return (int) value(CsiField.RSSI);
    }

    /**
     * Returns the noise floor.
     *
     * @return dBm, 0 when absent
     */
    public int noiseFloorDbm() {
        return (int) value(CsiField.NOISE_FLOOR);
    }

    /**
     * Returns the receive time on the chip's clock.
     *
     * @return microseconds, unsigned 32 bit, 0 when absent
     */
    public long localTimestampMicros() {
        return value(CsiField.LOCAL_TIMESTAMP);
    }

    /**
     * Returns the length the sender announced, which need not be the number of values present.
     *
     * @return number of values, 0 when absent
     */
    public long declaredLength() {
        return value(CsiField.DECLARED_LENGTH);
    }

    /**
     * Returns the node number of an ADR-018 sender.
     *
     * @return 0..255, 0 when absent
     */
    public int nodeId() {
        return (int) value(CsiField.NODE_ID);
    }

    /**
     * Returns whether the first two sub-carriers of the first block are garbage: as the record says or, in dialect A,
     * which does not say, assumed.
     *
     * @return true when the first four bytes of the chip's buffer must not be used
     */
    public boolean firstWordInvalid() {
        return has(CsiField.FIRST_WORD) ? value(CsiField.FIRST_WORD) != 0 : dialect == CsiDialect.ESP32_CSI_TOOL;
    }

    /**
     * Reads the values again as the C5's packed 12-bit form, for senders that copy the driver's buffer as it is: two
     * bytes make one value, low byte first, and two trailing bytes beyond a multiple of four are padding.
     *
     * <p>{@code v = (int16)(high << 12) >> 4 | (uint8) low}, as in Espressif's csi_recv.
     *
     * @return false, with nothing changed, when a value is outside -128..127 or fewer than two pairs are present
     */
    public boolean unpackTwelveBit() {
        if (wide || count < 2) {
            return false;
        }
        int pairs = count / 2;
        boolean beyond = false;
        for (int i = 0; i < pairs; i++) {
            // Source pair 2i holds bytes 4i and 4i+1 (one value, imaginary), pair 2i+1 the next two (real).
            short im = twelve(imag[2 * i], real[2 * i]);
            short re = twelve(imag[2 * i + 1], real[2 * i + 1]);
            beyond |= im != (byte) im || re != (byte) re;
            imag[i] = im;
            real[i] = re;
        }
        values(pairs, beyond);
        return true;
    }

    private static short twelve(int low, int high) {
        return (short) ((short) (high << 12) >> 4 | (low & 0xFF));
    }
}
