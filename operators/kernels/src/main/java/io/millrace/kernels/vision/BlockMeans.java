package io.millrace.kernels.vision;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * How bright the squares of a part of a picture are: the mean of 0.299 R + 0.587 G + 0.114 B, or of grey. Squares begin at the
 * part's upper left corner; the last of a row or column may be cut off.
 */
public final class BlockMeans {

    private static final int COLOURS = 3;
    private static final int BYTE = 0xff;
    private static final double RED = 0.299;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;

    private final int stride;
    private final int channels;
    private final int left;
    private final int top;
    private final int width;
    private final int height;
    private final int side;
    private final int across;
    private final int[] sums;
    private final float[] means;

    /**
     * Makes the kernel.
     *
     * @param pictureWidth columns of the pictures
     * @param channels 1 for grey, 3 for red, green, blue
     * @param left first column of the part
     * @param top first row of the part
     * @param width columns of the part, at least 1
     * @param height rows of the part, at least 1
     * @param side of a square, pixels, 1..4096
     * @throws IllegalArgumentException if a size is out of range
     */
    public BlockMeans(int pictureWidth, int channels, int left, int top, int width, int height, int side) {
        this.channels = Require.inRange("channels", channels, 1, COLOURS);
        this.stride = pictureWidth * channels;
        this.left = Require.inRange("left", left, 0, pictureWidth - 1);
        this.top = Require.inRange("top", top, 0, Integer.MAX_VALUE);
        this.width = Require.inRange("width", width, 1, pictureWidth - left);
        this.height = Require.inRange("height", height, 1, Integer.MAX_VALUE);
        this.side = Require.inRange("side", side, 1, 4096);
        this.across = (width + side - 1) / side;
        this.sums = new int[across * COLOURS];
        this.means = new float[across * ((height + side - 1) / side)];
    }

    /**
     * Takes a picture.
     *
     * @param picture rows of pixels of one or three bytes each
     * @return the means, 0..255, row by row; valid until the next call
     */
    public float[] of(byte[] picture) {
        for (int y = 0, block = 0; y < height; y += side, block += across) {
            int rows = Math.min(side, height - y);
            Arrays.fill(sums, 0);
            for (int row = 0; row < rows; row++) {
                add(picture, (top + y + row) * stride + left * channels);
            }
            for (int b = 0; b < across; b++) {
                int pixels = rows * Math.min(side, width - b * side);
                means[block + b] = (float) (brightness(b) / pixels);
            }
        }
        return means;
    }

    private void add(byte[] picture, int from) {
        int at = from;
        for (int b = 0; b < across; b++) {
            int columns = Math.min(side, width - b * side);
            if (channels == 1) {
                int sum = 0;
                for (int x = 0; x < columns; x++) {
                    sum += picture[at + x] & BYTE;
                }
                sums[COLOURS * b] += sum;
                at += columns;
            } else {
                int red = 0;
                int green = 0;
                int blue = 0;
                for (int x = 0; x < columns; x++, at += COLOURS) {
                    red += picture[at] & BYTE;
                    green += picture[at + 1] & BYTE;
                    blue += picture[at + 2] & BYTE;
                }
                sums[COLOURS * b] += red;
                sums[COLOURS * b + 1] += green;
                sums[COLOURS * b + 2] += blue;
            }
        }
    }

    private double brightness(int block) {
        int at = COLOURS * block;
        return channels == 1 ? sums[at] : RED * sums[at] + GREEN * sums[at + 1] + BLUE * sums[at + 2];
    }

    /**
     * Squares in a row.
     *
     * @return count, at least 1
     */
    public int across() {
        return across;
    }

    /**
     * Squares in all.
     *
     * @return count, at least 1
     */
    public int count() {
        return means.length;
    }

    /**
     * Side of a square.
     *
     * @return pixels
     */
    public int side() {
        return side;
    }

    /**
     * What the sums and means take.
     *
     * @return bytes
     */
    public long stateBytes() {
        return (long) Float.BYTES * means.length + (long) Integer.BYTES * sums.length;
    }
}
