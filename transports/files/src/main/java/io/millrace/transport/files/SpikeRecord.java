package io.millrace.transport.files;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Spikes of one interval in the form of the spike-events decoder: a header of 32 bytes (magic, version, flags, number of
 * values, sequence, channels, start, length, number of events), 8 bytes an event (offset in ns, address), 4 bytes a value.
 */
final class SpikeRecord {

    static final int HEADER_BYTES = 32;
    static final int MAX_VALUES = 256;

    private static final int MAGIC = 'M' | 'S' << 8 | 'P' << 16 | 'K' << 24;
    private static final int MAX_EVENTS = 1 << 16;
    private static final int EVENT_BYTES = 8;

    private SpikeRecord() {}

    /** Whether bytes begin with a header. */
    static boolean isHeader(byte[] head) {
        return head.length >= HEADER_BYTES && little(head).getInt(0) == MAGIC;
    }

    /** Whether a header says that a simulator computed the spikes. */
    static boolean isSimulated(byte[] head) {
        return (head[5] & 1) != 0;
    }

    /** Bytes of the whole record that a header begins, or -1 if its counts are beyond their limits. */
    static int bytes(byte[] head) {
        ByteBuffer in = little(head);
        int values = in.getShort(6) & 0xFFFF;
        int events = in.getInt(28);
        boolean inLimits = isHeader(head) && values <= MAX_VALUES && events >= 0 && events <= MAX_EVENTS;
        return inLimits ? HEADER_BYTES + EVENT_BYTES * events + Float.BYTES * values : -1;
    }

    /** End of the interval that a header begins, ns. */
    static long endNanos(byte[] head) {
        ByteBuffer in = little(head);
        return in.getLong(16) + (in.getInt(24) & 0xFFFFFFFFL);
    }

    /** Spikes that all stand at the start of the interval, an address for each. */
    static byte[] of(
            int sequence, int channels, long startNanos, int lengthNanos, int[] address, int n, float[] values) {
        byte[] record = new byte[HEADER_BYTES + EVENT_BYTES * n + Float.BYTES * values.length];
        ByteBuffer out = little(record);
        out.putInt(MAGIC).put((byte) 1).put((byte) 0).putShort((short) values.length);
        out.putInt(sequence)
                .putInt(channels)
                .putLong(startNanos)
                .putInt(lengthNanos)
                .putInt(n);
        for (int i = 0; i < n; i++) {
            out.putInt(0).putInt(address[i]);
        }
        for (float value : values) {
            out.putFloat(value);
        }
        return record;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
