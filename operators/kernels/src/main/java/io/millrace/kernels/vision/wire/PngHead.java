package io.millrace.kernels.vision.wire;

import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a PNG (ISO/IEC 15948): length, name, content, CRC. All that is needed of it is found, and the CRC of what is
 * needed checked, before a pixel is read.
 *
 * @param width columns, 1 or more
 * @param height rows, 1 or more
 * @param depth bits a sample: 1, 2, 4, 8, 16
 * @param colour 0 grey, 2 red green blue, 3 palette, 4 grey with alpha, 6 colours with alpha
 * @param interlaced whether rows come in the seven passes of Adam7
 * @param palette where the palette begins, or -1
 * @param paletteBytes length of it
 * @param firstData where the first chunk of pixels begins
 * @param orientation as EXIF has it, 1..8
 */
record PngHead(
        int width,
        int height,
        int depth,
        int colour,
        boolean interlaced,
        int palette,
        int paletteBytes,
        int firstData,
        int orientation) {

    static final int DATA = name("IDAT");
    static final int OVERHEAD_BYTES = 12;

    static final int GREY = 0;
    static final int PALETTE = 3;

    private static final int HEADER = name("IHDR");
    private static final int COLOURS = name("PLTE");
    private static final int EXIF = name("eXIf");
    private static final int END = name("IEND");
    private static final int HEADER_BYTES = 13;
    private static final long MAGIC = 0x89504E470D0A1A0AL;
    private static final int MAGIC_BYTES = 8;
    private static final int LOWER_CASE = 0x20000000;

    static boolean matches(byte[] record) {
        return record.length >= MAGIC_BYTES && ((long) i32(record, 0) << 32 | (i32(record, 4) & 0xffffffffL)) == MAGIC;
    }

    /** Samples a pixel. */
    int samples() {
        return switch (colour) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    /** Reads the chunks up to the last; null if they are damaged. */
    static @Nullable PngHead read(byte[] record) {
        int from = MAGIC_BYTES;
        if (!isChunk(record, from) || i32(record, from + 4) != HEADER || i32(record, from) != HEADER_BYTES) {
            return null;
        }
        int palette = -1;
        int paletteBytes = 0;
        int firstData = -1;
        int orientation = Exif.UPRIGHT;
        for (int at = from; at < record.length; at += i32(record, at) + OVERHEAD_BYTES) {
            if (!isChunk(record, at)) {
                return null;
            }
            int name = i32(record, at + 4);
            int content = at + 8;
            if (name == END) {
                break;
            } else if (name == COLOURS) {
                palette = content;
                paletteBytes = i32(record, at);
            } else if (name == DATA && firstData < 0) {
                firstData = at;
            } else if (name == EXIF) {
                orientation = Exif.orientation(record, content, content + i32(record, at));
            }
        }
        PngHead head = new PngHead(
                i32(record, from + 8),
                i32(record, from + 12),
                record[from + 16],
                record[from + 17],
                record[from + 20] == 1,
                palette,
                paletteBytes,
                firstData,
                orientation);
        boolean methods = record[from + 18] == 0 && record[from + 19] == 0 && (record[from + 20] & ~1) == 0;
        return methods && head.isValid() ? head : null;
    }

    private boolean isValid() {
        boolean depthFits = switch (colour) {
            case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
            case PALETTE -> (depth == 1 || depth == 2 || depth == 4 || depth == 8) && palette >= 0;
            case 2, 4, 6 -> depth == 8 || depth == 16;
            default -> false;
        };
        return depthFits && width > 0 && height > 0 && firstData >= 0 && paletteBytes % 3 == 0 && paletteBytes <= 768;
    }

    /** Whether a whole chunk lies there; what decides about pixels must have its CRC. */
    private static boolean isChunk(byte[] record, int at) {
        if (record.length - at < OVERHEAD_BYTES) {
            return false;
        }
        int bytes = i32(record, at);
        if (bytes < 0 || bytes > record.length - at - OVERHEAD_BYTES) {
            return false;
        }
        if ((i32(record, at + 4) & LOWER_CASE) != 0) {
            return true;
        }
        CRC32 crc = new CRC32();
        crc.update(record, at + 4, bytes + 4);
        return (int) crc.getValue() == i32(record, at + 8 + bytes);
    }

    static int i32(byte[] data, int at) {
        return data[at] << 24 | (data[at + 1] & 0xff) << 16 | (data[at + 2] & 0xff) << 8 | (data[at + 3] & 0xff);
    }

    private static int name(String letters) {
        return letters.charAt(0) << 24 | letters.charAt(1) << 16 | letters.charAt(2) << 8 | letters.charAt(3);
    }
}
