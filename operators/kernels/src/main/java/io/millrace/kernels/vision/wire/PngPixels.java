package io.millrace.kernels.vision.wire;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The pixels of a PNG: inflated row by row, unfiltered, brought to 8 bits and to red, green, blue or grey. Transparency is left
 * out, as Pillow's {@code convert("RGB")} does; of 16 bits the upper 8 are taken; fewer are spread over 0..255.
 */
final class PngPixels {

    private static final int BYTE = 0xff;
    private static final int PALETTE_BYTES = 768;
    /** First column, first row, step of columns, step of rows of the passes of Adam7. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private final byte[] record;
    private final PngHead head;
    private final boolean grey;
    private final byte[] palette = new byte[PALETTE_BYTES];
    private final byte[] out;
    private final int pixelBytes;
    private int chunk;

    private PngPixels(byte[] record, PngHead head, boolean grey) {
        this.record = record;
        this.head = head;
        this.grey = grey;
        this.out = new byte[head.width() * head.height() * (grey ? 1 : 3)];
        this.pixelBytes = Math.max(1, head.samples() * head.depth() / 8);
        this.chunk = head.firstData();
        if (head.palette() >= 0) {
            System.arraycopy(record, head.palette(), palette, 0, head.paletteBytes());
        }
    }

    /** Reads the pixels of a picture that is not too large; an empty array if they are damaged. */
    static byte[] read(byte[] record, PngHead head, boolean grey) {
        Inflater inflater = new Inflater();
        try {
            PngPixels pixels = new PngPixels(record, head, grey);
            for (int[] pass : head.interlaced() ? PASSES : WHOLE) {
                if (!pixels.readPass(inflater, pass[0], pass[1], pass[2], pass[3])) {
                    return new byte[0];
                }
            }
            return pixels.out;
        } catch (DataFormatException e) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }

    private boolean readPass(Inflater inflater, int left, int top, int across, int down) throws DataFormatException {
        int columns = (head.width() - left + across - 1) / across;
        if (columns <= 0) {
            return true;
        }
        int rowBytes = (int) (((long) columns * head.samples() * head.depth() + 7) / 8);
        byte[] row = new byte[rowBytes + 1];
        byte[] above = new byte[rowBytes + 1];
        for (int y = top; y < head.height(); y += down) {
            if (!fill(inflater, row) || !unfilter(row, above)) {
                return false;
            }
            put(row, columns, y * head.width() + left, across);
            byte[] swap = above;
            above = row;
            row = swap;
        }
        return true;
    }

    /** Inflates one row with its filter's number; goes on to the next chunk of pixels as needed. */
    private boolean fill(Inflater inflater, byte[] row) throws DataFormatException {
        int filled = 0;
        while (filled < row.length) {
            int count = inflater.inflate(row, filled, row.length - filled);
            filled += count;
            if (count == 0) {
                boolean more = chunk <= record.length - PngHead.OVERHEAD_BYTES
                        && PngHead.i32(record, chunk + 4) == PngHead.DATA;
                if (inflater.finished() || inflater.needsDictionary() || !more) {
                    return false;
                }
                int bytes = PngHead.i32(record, chunk);
                inflater.setInput(record, chunk + 8, bytes);
                chunk += bytes + PngHead.OVERHEAD_BYTES;
            }
        }
        return true;
    }

    private boolean unfilter(byte[] row, byte[] above) {
        int n = row.length;
        switch (row[0]) {
            case 0 -> {}
            case 1 -> {
                for (int i = 1 + pixelBytes; i < n; i++) {
                    row[i] += row[i - pixelBytes];
                }
            }
            case 2 -> {
                for (int i = 1; i < n; i++) {
                    row[i] += above[i];
                }
            }
            case 3 -> {
                for (int i = 1; i < n; i++) {
                    int left = i > pixelBytes ? row[i - pixelBytes] & BYTE : 0;
                    row[i] += (byte) ((left + (above[i] & BYTE)) / 2);
                }
            }
            case 4 -> {
                for (int i = 1; i < n; i++) {
                    int left = i > pixelBytes ? row[i - pixelBytes] & BYTE : 0;
                    int corner = i > pixelBytes ? above[i - pixelBytes] & BYTE : 0;
                    row[i] += (byte) paeth(left, above[i] & BYTE, corner);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static int paeth(int left, int up, int corner) {
        int toLeft = Math.abs(up - corner);
        int toUp = Math.abs(left - corner);
        int toCorner = Math.abs(left + up - 2 * corner);
        if (toLeft <= toUp && toLeft <= toCorner) {
            return left;
        }
        return toUp <= toCorner ? up : corner;
    }

    /** Puts a row's pixels where they belong: from {@code to} on, each {@code step} pixels further. */
    private void put(byte[] row, int columns, int to, int step) {
        int depth = head.depth();
        int samples = head.samples();
        int sampleBytes = Math.max(1, depth / 8);
        boolean coloured = samples >= 3;
        for (int x = 0; x < columns; x++) {
            int at = 1 + x * pixelBytes;
            int pixel = to + x * step;
            if (coloured) {
                colour(row[at], row[at + sampleBytes], row[at + 2 * sampleBytes], pixel);
            } else if (head.colour() == PngHead.PALETTE) {
                int entry = 3 * (depth == 8 ? row[at] & BYTE : bits(row, x, depth));
                colour(palette[entry], palette[entry + 1], palette[entry + 2], pixel);
            } else {
                byte level = depth >= 8 ? row[at] : (byte) (bits(row, x, depth) * BYTE / ((1 << depth) - 1));
                level(level, pixel);
            }
        }
    }

    private static int bits(byte[] row, int x, int depth) {
        int bit = x * depth;
        return row[1 + bit / 8] >> (8 - depth - bit % 8) & (1 << depth) - 1;
    }

    private void colour(byte red, byte green, byte blue, int pixel) {
        if (grey) {
            out[pixel] = PixelReader.greyOf(red, green, blue);
        } else {
            out[3 * pixel] = red;
            out[3 * pixel + 1] = green;
            out[3 * pixel + 2] = blue;
        }
    }

    private void level(byte level, int pixel) {
        if (grey) {
            out[pixel] = level;
        } else {
            colour(level, level, level, pixel);
        }
    }
}
