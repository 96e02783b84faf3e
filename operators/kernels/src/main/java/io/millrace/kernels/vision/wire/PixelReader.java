package io.millrace.kernels.vision.wire;

/**
 * Plain pixels of any {@link PixelFormat} to rows of red, green, blue or of grey. A colour difference stands for each of the
 * pixels it was made of; nothing is interpolated.
 *
 * <p>Grey of red, green and blue is 0.299 R + 0.587 G + 0.114 B in 16 bits, rounded, as Pillow's {@code convert("L")}; grey of
 * luma is luma in full range.
 */
final class PixelReader {

    private static final int RGB = 3;
    private static final int BYTE = 0xff;
    private static final int RED = 19_595;
    private static final int GREEN = 38_470;
    private static final int BLUE = 7_471;
    private static final int HALF = 1 << 15;

    private final boolean grey;

    PixelReader(boolean grey) {
        this.grey = grey;
    }

    int channels() {
        return grey ? 1 : RGB;
    }

    /** Reads a picture that begins at {@code from} into {@code out}, {@link #channels} bytes a pixel. */
    void read(PixelFormat format, YuvColours yuv, byte[] data, int from, int width, int height, byte[] out) {
        int pixels = width * height;
        switch (format) {
            case RGB24 -> packed(data, from, pixels, 0, out);
            case BGR24 -> packed(data, from, pixels, 2, out);
            case GRAY8 -> levels(data, from, pixels, out);
            case Y8 -> luma(yuv, data, from, pixels, 1, out);
            case YUYV -> yuyv(yuv, data, from, width, height, out);
            default -> planar(format, yuv, data, from, width, height, out);
        }
    }

    private void packed(byte[] data, int from, int pixels, int red, byte[] out) {
        for (int i = 0; i < pixels; i++) {
            int at = from + RGB * i;
            byte r = data[at + red];
            byte g = data[at + 1];
            byte b = data[at + 2 - red];
            if (grey) {
                out[i] = greyOf(r, g, b);
            } else {
                out[RGB * i] = r;
                out[RGB * i + 1] = g;
                out[RGB * i + 2] = b;
            }
        }
    }

    static byte greyOf(byte r, byte g, byte b) {
        return (byte) ((RED * (r & BYTE) + GREEN * (g & BYTE) + BLUE * (b & BYTE) + HALF) >> 16);
    }

    private void levels(byte[] data, int from, int pixels, byte[] out) {
        if (grey) {
            System.arraycopy(data, from, out, 0, pixels);
            return;
        }
        for (int i = 0; i < pixels; i++) {
            spread(data[from + i], out, RGB * i);
        }
    }

    private static void spread(byte level, byte[] out, int to) {
        out[to] = level;
        out[to + 1] = level;
        out[to + 2] = level;
    }

    private void luma(YuvColours yuv, byte[] data, int from, int pixels, int step, byte[] out) {
        for (int i = 0; i < pixels; i++) {
            byte level = yuv.grey(data[from + step * i]);
            if (grey) {
                out[i] = level;
            } else {
                spread(level, out, RGB * i);
            }
        }
    }

    private void yuyv(YuvColours yuv, byte[] data, int from, int width, int height, byte[] out) {
        int pixels = width * height; // of an even width: rows follow without a gap
        if (grey) {
            luma(yuv, data, from, pixels, 2, out);
            return;
        }
        for (int i = 0; i < pixels; i += 2) {
            int at = from + 2 * i;
            yuv.put(data[at], data[at + 1], data[at + 3], out, RGB * i);
            yuv.put(data[at + 2], data[at + 1], data[at + 3], out, RGB * (i + 1));
        }
    }

    private void planar(PixelFormat format, YuvColours yuv, byte[] data, int from, int width, int height, byte[] out) {
        if (grey) {
            luma(yuv, data, from, width * height, 1, out);
            return;
        }
        int across = format == PixelFormat.I444 ? 0 : 1;
        int down = format == PixelFormat.I420 || format == PixelFormat.NV12 ? 1 : 0;
        int chromaWidth = (width + across) >> across;
        int chromaHeight = (height + down) >> down;
        int step = format == PixelFormat.NV12 ? 2 : 1;
        int cb = from + width * height;
        int cr = format == PixelFormat.NV12 ? cb + 1 : cb + chromaWidth * chromaHeight;
        for (int y = 0; y < height; y++) {
            int row = from + y * width;
            int chroma = (y >> down) * chromaWidth * step;
            int to = RGB * y * width;
            for (int x = 0; x < width; x++) {
                int c = chroma + (x >> across) * step;
                yuv.put(data[row + x], data[cb + c], data[cr + c], out, to + RGB * x);
            }
        }
    }
}
