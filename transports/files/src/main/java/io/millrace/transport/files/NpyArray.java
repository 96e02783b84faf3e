package io.millrace.transport.files;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of numpy's {@code .npy} format, versions 1 to 3: little-endian, C order, of the types that recordings use
 * ({@code i1 u1 b1 i4 i8 f4 f8 U}).
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the format</a>
 */
final class NpyArray {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER_BYTES = 1 << 16;
    private static final long MAX_DATA_BYTES = 1L << 30;
    private static final Pattern DESCR = Pattern.compile("'descr':\\s*'([<>|=]?)([a-zA-Z])(\\d+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order':\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([^)]*)\\)");

    private final char kind;
    private final int itemBytes;
    private final List<Integer> shape;
    private final byte[] data;

    private NpyArray(char kind, int itemBytes, List<Integer> shape, byte[] data) {
        this.kind = kind;
        this.itemBytes = itemBytes;
        this.shape = shape;
        this.data = data;
    }

    static NpyArray read(String name, DataInputStream in) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6) || start[6] < 1 || start[6] > 3) {
            throw malformed(name, "start=" + Arrays.toString(start), "the numpy magic and a version 1..3");
        }
        int headerBytes = start[6] == 1
                ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
                : Integer.reverseBytes(in.readInt());
        if (headerBytes < 0 || headerBytes > MAX_HEADER_BYTES) {
            throw malformed(name, "headerBytes=" + headerBytes, "at most " + MAX_HEADER_BYTES);
        }
        String header = new String(in.readNBytes(headerBytes), StandardCharsets.UTF_8);
        Matcher descr = DESCR.matcher(header);
        Matcher order = ORDER.matcher(header);
        Matcher shape = SHAPE.matcher(header);
        if (!descr.find() || !order.find() || !shape.find() || descr.group(3).length() > 6) {
            throw malformed(name, "header=" + header.strip(), "descr, fortran_order and shape");
        }
        if (descr.group(1).equals(">") || order.group(1).equals("True")) {
            throw malformed(name, "header=" + header.strip(), "little-endian data in C order");
        }
        char kind = descr.group(2).charAt(0);
        int itemBytes = Integer.parseInt(descr.group(3)) * (kind == 'U' ? 4 : 1);
        return new NpyArray(kind, itemBytes, extents(name, shape.group(1)), new byte[0]).withData(name, in);
    }

    List<Integer> shape() {
        return shape;
    }

    boolean isBytes() {
        return kind == 'i' && itemBytes == 1;
    }

    byte[] data() {
        return data;
    }

    /** The only value of a scalar, as a word. */
    String scalar() {
        ByteBuffer value = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        return switch (kind) {
            case 'U' -> text(value);
            case 'b' -> Boolean.toString(value.get() != 0);
            case 'f' -> Double.toString(itemBytes == 8 ? value.getDouble() : value.getFloat());
            case 'i', 'u' -> Long.toString(integer(value));
            default -> "?";
        };
    }

    boolean isScalar() {
        boolean readable = switch (kind) {
            case 'U', 'i', 'u' -> true;
            case 'b' -> itemBytes == 1;
            case 'f' -> itemBytes == 4 || itemBytes == 8;
            default -> false;
        };
        return readable && shape.isEmpty() && data.length > 0;
    }

    /** Type and shape, as numpy writes them: {@code f4[4333, 12]}. */
    @Override
    public String toString() {
        return kind + Integer.toString(kind == 'U' ? itemBytes / 4 : itemBytes) + shape;
    }

    private NpyArray withData(String name, DataInputStream in) throws IOException {
        long bytes = itemBytes;
        for (int extent : shape) {
            bytes = Math.multiplyExact(bytes, (long) extent);
        }
        if (bytes > MAX_DATA_BYTES) {
            throw malformed(name, "bytes=" + bytes, "at most " + MAX_DATA_BYTES);
        }
        byte[] read = in.readNBytes((int) bytes);
        if (read.length < bytes) {
            throw malformed(name, "bytes=" + read.length, bytes + ", from its header");
        }
        return new NpyArray(kind, itemBytes, shape, read);
    }

    private static List<Integer> extents(String name, String text) throws IOException {
        try {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .map(Integer::parseUnsignedInt)
                    .peek(e -> {
                        if (e < 0) {
                            throw new NumberFormatException();
                        }
                    })
                    .toList();
        } catch (NumberFormatException e) {
            throw malformed(name, "shape=" + text, "whole numbers");
        }
    }

    private String text(ByteBuffer value) {
        StringBuilder text = new StringBuilder();
        while (value.remaining() >= 4) {
            int point = value.getInt();
            if (point == 0 || !Character.isValidCodePoint(point)) {
                break;
            }
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    private long integer(ByteBuffer value) {
        return switch (itemBytes) {
            case 1 -> value.get();
            case 2 -> value.getShort();
            case 4 -> value.getInt();
            default -> value.getLong();
        };
    }

    static IOException malformed(String name, String found, String expected) {
        return new IOException("npy array is malformed: array=" + name + ", " + found + " (expected " + expected + ")");
    }
}
