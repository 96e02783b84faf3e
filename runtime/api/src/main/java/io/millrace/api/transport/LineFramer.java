package io.millrace.api.transport;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Cuts a byte stream into lines, however the stream is chunked: the one place where transports do so. A line ends with LF
 * or CR LF, which is no part of it; an empty line is no record. A line beyond the limit is skipped up to its end and
 * counted. Memory is bounded by the limit. One thread.
 */
public final class LineFramer {

    private static final int FIRST_BUFFER_BYTES = 256;

    private final int maxRecordBytes;
    private final Consumer<byte[]> records;
    private final Runnable tooLong;
    private byte[] line;
    private int length;
    private boolean skipping;

    /**
     * A framer at the start of a stream.
     *
     * @param maxRecordBytes longest line passed on, without its end, 1 or more
     * @param records gets every line, an array of its own
     * @param tooLong told of every line that was skipped, once
     * @throws IllegalArgumentException if the limit is below 1
     */
    public LineFramer(int maxRecordBytes, Consumer<byte[]> records, Runnable tooLong) {
        if (maxRecordBytes < 1 || maxRecordBytes == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("line limit out of range: maxRecordBytes=" + maxRecordBytes
                    + " (expected 1.." + (Integer.MAX_VALUE - 1) + ")");
        }
        this.maxRecordBytes = maxRecordBytes;
        this.records = records;
        this.tooLong = tooLong;
        this.line = new byte[Math.min(FIRST_BUFFER_BYTES, maxRecordBytes + 1)];
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @param data holds them, to be read only
     * @param offset where they begin
     * @param count how many, 0 or more
     */
    public void feed(byte[] data, int offset, int count) {
        int end = offset + count;
        int start = offset;
        for (int i = offset; i < end; i++) {
            if (data[i] == '\n') {
                append(data, start, i - start);
                endLine();
                start = i + 1;
            }
        }
        append(data, start, end - start);
    }

    /** Says that the stream has ended: what stands after the last line end is a line. */
    public void end() {
        endLine();
    }

    /**
     * Forgets what stands after the last line end, because the stream broke off there.
     *
     * @return true if there was something
     */
    public boolean discard() {
        boolean partial = length > 0 || skipping;
        length = 0;
        skipping = false;
        return partial;
    }

    private void append(byte[] data, int offset, int count) {
        // One byte more than the limit is held, because it may be the CR of the line end.
        if (skipping || count > maxRecordBytes + 1 - length) {
            skipping = true;
            length = 0;
            return;
        }
        if (length + count > line.length) {
            int doubled = (int) Math.min(maxRecordBytes + 1L, 2L * line.length);
            line = Arrays.copyOf(line, Math.max(length + count, doubled));
        }
        System.arraycopy(data, offset, line, length, count);
        length += count;
    }

    private void endLine() {
        int bytes = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        boolean skipped = skipping || bytes > maxRecordBytes;
        length = 0;
        skipping = false;
        if (skipped) {
            tooLong.run();
        } else if (bytes > 0) {
            records.accept(Arrays.copyOf(line, bytes));
        }
    }
}
