package io.millrace.kernels.vision.wire;

import org.jspecify.annotations.Nullable;

/**
 * The segments of a JPEG (ISO/IEC 10918-1) up to its pixels, and how often it goes over them.
 *
 * @param width columns, 1 or more
 * @param height rows; 0 if they are told only behind the pixels
 * @param components colours, 1 for grey
 * @param precision bits a sample
 * @param process of coding: the second digit of its marker, 0 baseline, 1 extended, 2 progressive
 * @param yuv whether its three colours are luma and colour differences
 * @param tables whether it has Huffman tables; frames of motion JPEG often leave out the standard's
 * @param orientation as EXIF has it, 1..8
 * @param scans how often it goes over the pixels
 */
record JpegHead(
        int width,
        int height,
        int components,
        int precision,
        int process,
        boolean yuv,
        boolean tables,
        int orientation,
        int scans) {

    private static final int BYTE = 0xff;
    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int FIRST_SOF = 0xc0;
    private static final int LAST_SOF = 0xcf;
    private static final int DHT = 0xc4;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int ADOBE_TRANSFORM = 11;
    private static final int MOST_SCANS = 64;
    private static final String RGB = "RGB";

    static boolean matches(byte[] record) {
        return record.length > 3
                && (record[0] & BYTE) == BYTE
                && (record[1] & BYTE) == SOI
                && (record[2] & BYTE) == BYTE;
    }

    /** Whether it is of a kind that is read here. */
    boolean isSupported() {
        return height > 0
                && precision == 8
                && process <= 2
                && (components == 1 || components == 3)
                && scans <= MOST_SCANS;
    }

    /** Reads the segments; null if they are damaged. */
    static @Nullable JpegHead read(byte[] record) {
        int size = -1;
        int orientation = Exif.UPRIGHT;
        boolean jfif = false;
        boolean tables = false;
        int transform = -1;
        int at = 2;
        while (at + 4 <= record.length) {
            if ((record[at] & BYTE) != BYTE) {
                return null;
            }
            int marker = record[at + 1] & BYTE;
            if (marker == BYTE) {
                at++; // fill bytes may stand before a marker
                continue;
            }
            int content = at + 4;
            int end = at + 2 + u16(record, at + 2);
            if (end < content || end > record.length) {
                return null;
            }
            if (marker == SOS) {
                return size < 0 ? null : of(record, size, tables, orientation, jfif, transform, end);
            } else if (marker == DHT) {
                tables = true;
            } else if (isFrame(marker)) {
                if (size >= 0 || end - content < 6 + 3 * (record[content + 5] & BYTE)) {
                    return null;
                }
                size = at;
            } else if (marker == APP0 && starts(record, content, end, "JFIF\0")) {
                jfif = true;
            } else if (marker == APP1 && starts(record, content, end, "Exif\0\0")) {
                orientation = Exif.orientation(record, content + 6, end);
            } else if (marker == APP14 && end - content > ADOBE_TRANSFORM && starts(record, content, end, "Adobe")) {
                transform = record[content + ADOBE_TRANSFORM] & BYTE;
            }
            at = end;
        }
        return null;
    }

    private static boolean isFrame(int marker) {
        boolean other = marker == DHT || marker == 0xc8 || marker == 0xcc; // tables, reserved, arithmetic conditioning
        return marker >= FIRST_SOF && marker <= LAST_SOF && !other;
    }

    private static @Nullable JpegHead of(
            byte[] record, int size, boolean tables, int orientation, boolean jfif, int transform, int pixels) {
        int content = size + 4;
        int components = record[content + 5] & BYTE;
        int width = u16(record, content + 3);
        if (width == 0 || components == 0) {
            return null;
        }
        StringBuilder ids = new StringBuilder();
        for (int i = 0; i < components; i++) {
            ids.append((char) (record[content + 6 + 3 * i] & BYTE));
        }
        // libjpeg's rule: JFIF is luma and differences; else Adobe's marker decides, else the colours' names.
        boolean yuv = jfif || (transform >= 0 ? transform != 0 : !RGB.contentEquals(ids));
        return new JpegHead(
                width,
                u16(record, content + 1),
                components,
                record[content] & BYTE,
                record[size + 1] & 0xf,
                yuv && components == 3,
                tables,
                orientation,
                scans(record, pixels));
    }

    private static int scans(byte[] record, int from) {
        int scans = 1;
        for (int i = from; i + 1 < record.length; i++) {
            if ((record[i] & BYTE) == BYTE) {
                int next = record[i + 1] & BYTE;
                if (next == EOI) {
                    return scans;
                }
                scans += next == SOS ? 1 : 0;
            }
        }
        return scans;
    }

    private static boolean starts(byte[] record, int from, int to, String word) {
        if (to - from < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (record[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int u16(byte[] data, int at) {
        return (data[at] & BYTE) << 8 | (data[at + 1] & BYTE);
    }
}
