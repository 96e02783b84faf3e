package io.millrace.kernels.spikes;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Spikes of one interval as a record of bytes, for datagrams and files. Little-endian:
 *
 * <pre>
 * offset size
 *      0    4  magic: 'M' 'S' 'P' 'K'
 *      4    1  version: 1
 *      5    1  flags: 1 in bit 0 if a simulator computed the spikes
 *      6    2  values: number of numbers at the end, 0..256
 *      8    4  sequence of the sender, rising by one, wrapping round after 2^32
 *     12    4  channels: size of the address space, 1..2^24
 *     16    8  start of the interval, ns of the sender's clock
 *     24    4  length of the interval, ns, unsigned
 *     28    4  events: number of events, 0..65536
 *     32    8  each event: offset from the start in ns, unsigned; then address in bits 0..23, 1 in bit 31 for polarity -1
 *      .    4  each value: float32, measured at the end of the interval: a cursor, a sync line
 * </pre>
 *
 * <p>Events rise in time and lie within the interval. A record is exactly as long as its counts say. One instance is read
 * into again and again; its arrays grow to the largest record once.
 */
public final class SpikeDatagram {

    /** Bytes before the first event. */
    public static final int HEADER_BYTES = 32;

    /** Most events of a record. */
    public static final int MAX_EVENTS = 1 << 16;

    /** Most values of a record. */
    public static final int MAX_VALUES = 256;

    /** Largest address space. */
    public static final int MAX_CHANNELS = 1 << 24;

    private static final int MAGIC = 'M' | 'S' << 8 | 'P' << 16 | 'K' << 24;
    private static final int VERSION = 1;
    private static final int EVENT_BYTES = 8;
    private static final int ADDRESS_BITS = 0xFFFFFF;
    private static final long UNSIGNED = 0xFFFFFFFFL;

    /** What reading a record came to. */
    public enum Result {
        /** It holds spikes. */
        OK("ok"),
        /** It does not begin with the magic number. */
        NO_SPIKES("no-spikes"),
        /** It is of a version that is not known. */
        UNKNOWN_VERSION("unknown-version"),
        /** It is longer or shorter than its counts say, or a count is beyond its limit. */
        WRONG_LENGTH("wrong-length"),
        /** An event is out of order, beyond the interval, or beyond the channels. */
        BAD_EVENT("bad-event");

        private final String reason;

        Result(String reason) {
            this.reason = reason;
        }

        /**
         * The word for counts.
         *
         * @return kebab-case
         */
        public String reason() {
            return reason;
        }
    }

    private long sequence;
    private int channels;
    private long startNanos;
    private long lengthNanos;
    private int events;
    private int values;
    private long[] offsets = new long[256];
    private int[] addresses = new int[256];

    /** A record before the first was read. */
    public SpikeDatagram() {}

    /**
     * Reads a record. What the accessors say is that of the last record that was {@link Result#OK}.
     *
     * @param data bytes, to be read only
     * @param length how many of them are the record
     * @return whether it holds spikes
     */
    public Result read(byte[] data, int length) {
        if (length < HEADER_BYTES) {
            return length < 4 || i32(data, 0) != MAGIC ? Result.NO_SPIKES : Result.WRONG_LENGTH;
        }
        if (i32(data, 0) != MAGIC) {
            return Result.NO_SPIKES;
        }
        if (data[4] != VERSION) {
            return Result.UNKNOWN_VERSION;
        }
        int valueCount = (data[6] & 0xFF) | (data[7] & 0xFF) << 8;
        int channelCount = i32(data, 12);
        int eventCount = i32(data, 28);
        boolean inLimits = valueCount <= MAX_VALUES
                && channelCount >= 1
                && channelCount <= MAX_CHANNELS
                && eventCount >= 0
                && eventCount <= MAX_EVENTS;
        if (!inLimits || length != HEADER_BYTES + EVENT_BYTES * eventCount + Float.BYTES * valueCount) {
            return Result.WRONG_LENGTH;
        }
        return readEvents(data, eventCount, channelCount, valueCount);
    }

    private Result readEvents(byte[] data, int eventCount, int channelCount, int valueCount) {
        long interval = i32(data, 24) & UNSIGNED;
        long previous = 0;
        for (int i = 0, at = HEADER_BYTES; i < eventCount; i++, at += EVENT_BYTES) {
            long offset = i32(data, at) & UNSIGNED;
            if (offset < previous || offset > interval || (i32(data, at + 4) & ADDRESS_BITS) >= channelCount) {
                return Result.BAD_EVENT;
            }
            previous = offset;
        }
        if (offsets.length < eventCount) {
            offsets = new long[eventCount];
            addresses = new int[eventCount];
        }
        for (int i = 0, at = HEADER_BYTES; i < eventCount; i++, at += EVENT_BYTES) {
            offsets[i] = i32(data, at) & UNSIGNED;
            addresses[i] = i32(data, at + 4);
        }
        sequence = i32(data, 8) & UNSIGNED;
        channels = channelCount;
        startNanos = (i32(data, 16) & UNSIGNED) | (long) i32(data, 20) << 32;
        lengthNanos = interval;
        events = eventCount;
        values = valueCount;
        return Result.OK;
    }

    private static int i32(byte[] data, int at) {
        return (data[at] & 0xFF)
                | (data[at + 1] & 0xFF) << 8
                | (data[at + 2] & 0xFF) << 16
                | (data[at + 3] & 0xFF) << 24;
    }

    /**
     * Number of the record by its sender.
     *
     * @return 0..2^32-1
     */
    public long sequence() {
        return sequence;
    }

    /**
     * Size of the address space.
     *
     * @return 1..2^24
     */
    public int channels() {
        return channels;
    }

    /**
     * Start of the interval.
     *
     * @return ns of the sender's clock
     */
    public long startNanos() {
        return startNanos;
    }

    /**
     * End of the interval: no later record has an event before it.
     *
     * @return ns of the sender's clock
     */
    public long endNanos() {
        return startNanos + lengthNanos;
    }

    /**
     * Number of events.
     *
     * @return 0..65536
     */
    public int events() {
        return events;
    }

    /**
     * Number of values.
     *
     * @return 0..256
     */
    public int values() {
        return values;
    }

    /**
     * Copies the events out.
     *
     * @param shiftNanos added to every time
     * @param timeNanos receives the times, rising, on the sender's clock plus the shift
     * @param address receives the addresses
     * @param polarity receives the signs, -1 or 1
     */
    public void copyEvents(long shiftNanos, long[] timeNanos, int[] address, byte[] polarity) {
        for (int i = 0; i < events; i++) {
            timeNanos[i] = startNanos + shiftNanos + offsets[i];
            address[i] = addresses[i] & ADDRESS_BITS;
            polarity[i] = (byte) (addresses[i] < 0 ? -1 : 1);
        }
    }

    /**
     * Copies the values out of the record that was read last.
     *
     * @param data the bytes of that record
     * @param out receives as many values as there are, at most {@code out.length}
     */
    public void copyValues(byte[] data, float[] out) {
        int at = HEADER_BYTES + EVENT_BYTES * events;
        for (int i = 0; i < Math.min(values, out.length); i++) {
            out[i] = Float.intBitsToFloat(i32(data, at + Float.BYTES * i));
        }
    }

    /**
     * Writes a record.
     *
     * @param sequence number of the record; its lower 32 bits are kept
     * @param channels size of the address space, 1..2^24
     * @param startNanos start of the interval, ns
     * @param lengthNanos length of the interval, ns, 0..2^32-1
     * @param timeNanos event times, rising, within the interval
     * @param address of each event
     * @param polarity of each event, -1 or 1
     * @param values measured at the end of the interval
     * @return the record
     */
    public static byte[] write(
            long sequence,
            int channels,
            long startNanos,
            long lengthNanos,
            long[] timeNanos,
            int[] address,
            byte[] polarity,
            float[] values) {
        int bytes = HEADER_BYTES + EVENT_BYTES * timeNanos.length + Float.BYTES * values.length;
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).put((byte) VERSION).put((byte) 0).putShort((short) values.length);
        out.putInt((int) sequence).putInt(channels).putLong(startNanos);
        out.putInt((int) lengthNanos).putInt(timeNanos.length);
        for (int i = 0; i < timeNanos.length; i++) {
            out.putInt((int) (timeNanos[i] - startNanos));
            out.putInt(address[i] | (polarity[i] < 0 ? 1 << 31 : 0));
        }
        for (float value : values) {
            out.putFloat(value);
        }
        return out.array();
    }
}
