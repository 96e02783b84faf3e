package io.millrace.kernels.vision.wire;

/** Finds the orientation in EXIF data, which is a TIFF file: the tag 0x0112 of its first directory. */
final class Exif {

    /** What a picture without an orientation, or with one that cannot be, has. */
    static final int UPRIGHT = 1;

    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;
    private static final int LARGEST = 8;
    private static final int BYTE = 0xff;

    private Exif() {}

    /** Orientation, 1..8, in the bytes from {@code from} up to {@code to}. */
    static int orientation(byte[] data, int from, int to) {
        if (to - from < 8) {
            return UPRIGHT;
        }
        boolean little = data[from] == 'I' && data[from + 1] == 'I';
        boolean big = data[from] == 'M' && data[from + 1] == 'M';
        if (!(little || big) || u16(data, from + 2, little) != 42) {
            return UPRIGHT;
        }
        long directory = from + u32(data, from + 4, little);
        if (directory + 2 > to) {
            return UPRIGHT;
        }
        int entries = u16(data, (int) directory, little);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + (long) ENTRY_BYTES * i;
            if (entry + ENTRY_BYTES > to) {
                return UPRIGHT;
            }
            int at = (int) entry;
            if (u16(data, at, little) == ORIENTATION && u16(data, at + 2, little) == SHORT) {
                int value = u16(data, at + 8, little);
                return value >= UPRIGHT && value <= LARGEST ? value : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    private static int u16(byte[] data, int at, boolean little) {
        int first = data[at] & BYTE;
        int second = data[at + 1] & BYTE;
        return little ? second << 8 | first : first << 8 | second;
    }

    private static long u32(byte[] data, int at, boolean little) {
        long first = u16(data, at, little);
        long second = u16(data, at + 2, little);
        return little ? second << 16 | first : first << 16 | second;
    }
}
