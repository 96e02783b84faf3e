package io.millrace.kernels.pointcloud;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads PCD files: ascii, binary and binary_compressed (fields one after the other, LZF). Of each point x, y, z and
 * intensity are taken; points whose position is no number are left out.
 *
 * @see <a href="https://pointclouds.org/documentation/tutorials/pcd_file_format.html">The PCD file format</a>
 */
public final class PcdFile {

    /** Numbers of a point: x, y, z, intensity (0 if the file has none). */
    public static final int FIELDS = 4;

    private static final String[] WANTED = {"x", "y", "z", "intensity"};
    private static final int MAX_DATA_BYTES = 1 << 28;

    private final float[] points;
    private final int trailingBytes;
    private final int invalid;

    private PcdFile(float[] points, int trailingBytes, int invalid) {
        this.points = points;
        this.trailingBytes = trailingBytes;
        this.invalid = invalid;
    }

    /**
     * Reads a file.
     *
     * @param file the file, whole
     * @return its points, or null if it is no PCD file, damaged or cut off
     */
    public static @Nullable PcdFile read(byte[] file) {
        PcdHeader header = PcdHeader.read(file);
        if (header == null || !header.fields().contains("x")) {
            return null;
        }
        return switch (header.form()) {
            case ASCII -> ascii(file, header);
            case BINARY -> binary(file, header);
            case BINARY_COMPRESSED -> compressed(file, header);
        };
    }

    /**
     * The points.
     *
     * @return {@value #FIELDS} numbers each
     */
    public float[] points() {
        return points;
    }

    /**
     * Bytes behind the last point, which some writers leave.
     *
     * @return count
     */
    public int trailingBytes() {
        return trailingBytes;
    }

    /**
     * Points left out because their position is no number.
     *
     * @return count
     */
    public int invalid() {
        return invalid;
    }

    private static @Nullable PcdFile binary(byte[] file, PcdHeader header) {
        long bytes = (long) header.points() * header.stride();
        if (bytes > MAX_DATA_BYTES || header.dataAt() + bytes > file.length) {
            return null;
        }
        float[] all = new float[header.points() * FIELDS];
        int offset = header.dataAt();
        for (int field = 0; field < header.fields().size(); field++) {
            int slot = slot(header, field);
            if (slot >= 0) {
                column(file, offset, header.stride(), header, field, all, slot);
            }
            offset += header.sizes().get(field) * header.counts().get(field);
        }
        return valid(all, (int) (file.length - header.dataAt() - bytes));
    }

    private static @Nullable PcdFile compressed(byte[] file, PcdHeader header) {
        int at = header.dataAt();
        if (at + 8 > file.length) {
            return null;
        }
        int packed = Bytes.i32(file, at);
        int unpacked = Bytes.i32(file, at + 4);
        long expected = (long) header.points() * header.stride();
        if (packed < 0 || packed > file.length - at - 8 || unpacked != expected || unpacked > MAX_DATA_BYTES) {
            return null;
        }
        byte[] data = new byte[unpacked];
        if (!Lzf.unpack(file, at + 8, packed, data)) {
            return null;
        }
        float[] all = new float[header.points() * FIELDS];
        int offset = 0;
        for (int field = 0; field < header.fields().size(); field++) {
            int slot = slot(header, field);
            int bytes = header.sizes().get(field) * header.counts().get(field);
            if (slot >= 0) {
                column(data, offset, bytes, header, field, all, slot);
            }
            offset += bytes * header.points();
        }
        return valid(all, file.length - at - 8 - packed);
    }

    private static @Nullable PcdFile ascii(byte[] file, PcdHeader header) {
        float[] all = new float[header.points() * FIELDS];
        int[] slots = new int[header.words()];
        int word = 0;
        for (int field = 0; field < header.fields().size(); field++) {
            for (int i = 0; i < header.counts().get(field); i++) {
                slots[word++] = i == 0 ? slot(header, field) : -1;
            }
        }
        int at = header.dataAt();
        for (int point = 0; point < header.points(); point++) {
            for (int slot : slots) {
                while (at < file.length && file[at] <= ' ') {
                    at++;
                }
                int begin = at;
                while (at < file.length && file[at] > ' ') {
                    at++;
                }
                if (begin == at || at - begin > 64) {
                    return null;
                }
                if (slot >= 0) {
                    try {
                        all[point * FIELDS + slot] = Float.parseFloat(text(file, begin, at));
                    } catch (NumberFormatException e) {
                        return null;
                    }
                }
            }
        }
        return valid(all, Math.max(0, file.length - at - 1));
    }

    private static String text(byte[] file, int from, int to) {
        String text = new String(file, from, to - from, StandardCharsets.ISO_8859_1);
        return text.equalsIgnoreCase("nan") ? "NaN" : text;
    }

    /** Which of our fields a field of the file is, or -1. */
    private static int slot(PcdHeader header, int field) {
        for (int slot = 0; slot < WANTED.length; slot++) {
            if (header.fields().get(field).equals(WANTED[slot])) {
                return slot;
            }
        }
        return -1;
    }

    private static void column(byte[] data, int at, int stride, PcdHeader header, int field, float[] all, int slot) {
        int size = header.sizes().get(field);
        char type = header.types().get(field);
        for (int point = 0; point < header.points(); point++) {
            all[point * FIELDS + slot] = number(data, at + point * stride, size, type);
        }
    }

    private static float number(byte[] data, int at, int size, char type) {
        if (type == 'F') {
            return size == 8 ? (float) Double.longBitsToDouble(Bytes.i64(data, at)) : Bytes.f32(data, at);
        }
        return switch (size) {
            case 1 -> type == 'U' ? data[at] & 0xff : data[at];
            case 2 -> type == 'U' ? Bytes.u16(data, at) : (short) Bytes.u16(data, at);
            case 4 -> type == 'U' ? Bytes.i32(data, at) & 0xffff_ffffL : Bytes.i32(data, at);
            default -> Bytes.i64(data, at);
        };
    }

    private static PcdFile valid(float[] all, int trailingBytes) {
        int kept = 0;
        for (int at = 0; at < all.length; at += FIELDS) {
            if (Float.isFinite(all[at]) && Float.isFinite(all[at + 1]) && Float.isFinite(all[at + 2])) {
                System.arraycopy(all, at, all, kept, FIELDS);
                kept += FIELDS;
            }
        }
        float[] points = kept == all.length ? all : Arrays.copyOf(all, kept);
        return new PcdFile(points, trailingBytes, (all.length - kept) / FIELDS);
    }
}
