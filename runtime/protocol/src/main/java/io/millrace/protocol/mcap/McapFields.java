package io.millrace.protocol.mcap;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Fields of one record, one after the other; what does not fit is told as the file's fault. */
final class McapFields {

    private final ByteBuffer record;

    McapFields(ByteBuffer record) {
        this.record = record;
    }

    int u16() throws IOException {
        try {
            return record.getShort() & 0xffff;
        } catch (BufferUnderflowException e) {
            throw tooShort(2, e);
        }
    }

    int u32() throws IOException {
        try {
            return record.getInt();
        } catch (BufferUnderflowException e) {
            throw tooShort(4, e);
        }
    }

    long u64() throws IOException {
        try {
            return record.getLong();
        } catch (BufferUnderflowException e) {
            throw tooShort(8, e);
        }
    }

    byte[] bytes(long length) throws IOException {
        if (length < 0 || length > record.remaining()) {
            throw tooShort(length, null);
        }
        byte[] bytes = new byte[(int) length];
        record.get(bytes);
        return bytes;
    }

    byte[] rest() throws IOException {
        return bytes(record.remaining());
    }

    String text() throws IOException {
        return new String(bytes(u32() & 0xffffffffL), StandardCharsets.UTF_8);
    }

    Map<String, String> map() throws IOException {
        McapFields entries =
                new McapFields(ByteBuffer.wrap(bytes(u32() & 0xffffffffL)).order(ByteOrder.LITTLE_ENDIAN));
        Map<String, String> map = new LinkedHashMap<>();
        while (entries.record.hasRemaining()) {
            map.put(entries.text(), entries.text());
        }
        return map;
    }

    private IOException tooShort(long wanted, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IOException(
                "MCAP file is broken: record is too short: wanted=" + wanted + ", left=" + record.remaining()
                        + " (expected fields that fit their record)",
                cause);
    }
}
