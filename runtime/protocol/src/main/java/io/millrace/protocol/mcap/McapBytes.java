package io.millrace.protocol.mcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Bytes of records in the making: little-endian, growing. */
final class McapBytes {

    private ByteBuffer buffer = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);

    int size() {
        return buffer.position();
    }

    byte[] array() {
        return buffer.array();
    }

    void clear() {
        buffer.clear();
    }

    McapBytes u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    McapBytes u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    McapBytes u32(int value) {
        room(4).putInt(value);
        return this;
    }

    McapBytes u64(long value) {
        room(8).putLong(value);
        return this;
    }

    McapBytes raw(byte[] bytes, int length) {
        return raw(bytes, 0, length);
    }

    McapBytes raw(byte[] bytes, int from, int length) {
        room(length).put(bytes, from, length);
        return this;
    }

    McapBytes text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return u32(bytes.length).raw(bytes, bytes.length);
    }

    McapBytes map(Map<String, String> map) {
        McapBytes entries = new McapBytes();
        new TreeMap<>(map).forEach((key, value) -> entries.text(key).text(value));
        return u32(entries.size()).raw(entries.array(), entries.size());
    }

    McapBytes record(int op, McapBytes content) {
        return u8(op).u64(content.size()).raw(content.array(), content.size());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int size = Math.max(buffer.capacity() * 2, buffer.position() + bytes);
            ByteBuffer larger =
                    ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size)).order(ByteOrder.LITTLE_ENDIAN);
            larger.position(buffer.position());
            buffer = larger;
        }
        return buffer;
    }
}
