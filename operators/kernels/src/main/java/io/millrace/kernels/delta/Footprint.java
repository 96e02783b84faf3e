package io.millrace.kernels.delta;

import io.millrace.kernels.Require;

/**
 * Which pixels of a picture a sliding window covers, and which windows cover a pixel. A signal over time is a picture of
 * height 1.
 *
 * @param height rows of the input
 * @param width columns of the input
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideY rows between windows
 * @param strideX columns between windows
 * @param dilationY rows between taps of the window
 * @param dilationX columns between taps
 * @param padTop rows outside of the picture above the first window
 * @param padLeft columns outside on the left
 * @param outHeight rows of windows
 * @param outWidth columns of windows
 */
public record Footprint(
        int height,
        int width,
        int kernelHeight,
        int kernelWidth,
        int strideY,
        int strideX,
        int dilationY,
        int dilationX,
        int padTop,
        int padLeft,
        int outHeight,
        int outWidth) {

    /**
     * Checks the ranges.
     *
     * @param height rows of the input
     * @param width columns of the input
     * @param kernelHeight rows of the window
     * @param kernelWidth columns of the window
     * @param strideY rows between windows
     * @param strideX columns between windows
     * @param dilationY rows between taps of the window
     * @param dilationX columns between taps
     * @param padTop rows outside above
     * @param padLeft columns outside on the left
     * @param outHeight rows of windows
     * @param outWidth columns of windows
     */
    public Footprint {
        Require.inRange("height", height, 1, Integer.MAX_VALUE);
        Require.inRange("width", width, 1, Integer.MAX_VALUE);
        Require.inRange("kernelHeight", kernelHeight, 1, Integer.MAX_VALUE);
        Require.inRange("kernelWidth", kernelWidth, 1, Integer.MAX_VALUE);
        Require.inRange("strideY", strideY, 1, Integer.MAX_VALUE);
        Require.inRange("strideX", strideX, 1, Integer.MAX_VALUE);
        Require.inRange("dilationY", dilationY, 1, Integer.MAX_VALUE);
        Require.inRange("dilationX", dilationX, 1, Integer.MAX_VALUE);
        Require.inRange("outHeight", outHeight, 1, Integer.MAX_VALUE);
        Require.inRange("outWidth", outWidth, 1, Integer.MAX_VALUE);
    }

    /**
     * Taps of the window.
     *
     * @return rows times columns
     */
    public int taps() {
        return kernelHeight * kernelWidth;
    }

    /**
     * Rows of the input that successive rows of windows cover.
     *
     * @param rows rows of windows, 1 or more
     * @return those of padding included
     */
    public int reachRows(int rows) {
        return (rows - 1) * strideY + (kernelHeight - 1) * dilationY + 1;
    }

    /**
     * Columns of the input that successive columns of windows cover.
     *
     * @param columns columns of windows, 1 or more
     * @return those of padding included
     */
    public int reachColumns(int columns) {
        return (columns - 1) * strideX + (kernelWidth - 1) * dilationX + 1;
    }

    /** First row of windows whose extent holds a row of the input. */
    int firstWindowRow(int row) {
        return first(row + padTop - (kernelHeight - 1) * dilationY, strideY);
    }

    /** First column of windows whose extent holds a column of the input. */
    int firstWindowColumn(int column) {
        return first(column + padLeft - (kernelWidth - 1) * dilationX, strideX);
    }

    private static int first(int least, int stride) {
        return least <= 0 ? 0 : (least + stride - 1) / stride;
    }

    /** The row after the last whose windows begin at a row of the input or before. */
    int endWindowRow(int row) {
        return Math.min(outHeight, (row + padTop) / strideY + 1);
    }

    /** The column after the last whose windows begin at a column of the input or before. */
    int endWindowColumn(int column) {
        return Math.min(outWidth, (column + padLeft) / strideX + 1);
    }

    /** The input position that a tap of a window reads, or the slot of zeros if it lies outside of the picture. */
    int source(int window, int tap) {
        int y = window / outWidth * strideY - padTop + tap / kernelWidth * dilationY;
        int x = window % outWidth * strideX - padLeft + tap % kernelWidth * dilationX;
        return y < 0 || y >= height || x < 0 || x >= width ? height * width : y * width + x;
    }

    /** The same for many windows at once: the place of each is told once, by row and column of its first tap. */
    void sources(int[] rows, int[] columns, int count, int tap, int[] sources) {
        int addY = tap / kernelWidth * dilationY;
        int addX = tap % kernelWidth * dilationX;
        for (int j = 0; j < count; j++) {
            int y = rows[j] + addY;
            int x = columns[j] + addX;
            sources[j] = y < 0 || y >= height || x < 0 || x >= width ? height * width : y * width + x;
        }
    }

    /** Row and column of the first tap of windows. */
    void places(int[] windows, int from, int count, int[] rows, int[] columns) {
        for (int j = 0; j < count; j++) {
            int row = windows[from + j] / outWidth;
            rows[j] = row * strideY - padTop;
            columns[j] = (windows[from + j] - row * outWidth) * strideX - padLeft;
        }
    }

    /** Marks every window that covers an active pixel, and lists them. */
    void spread(DeltaSignal in, DeltaSignal out) {
        if (in.count() == in.positions()) {
            out.activateAll();
            return;
        }
        int[] active = in.active();
        for (int i = 0; i < in.count(); i++) {
            int column = active[i] % width;
            // What covers the pixel before and this one is marked already; only the last window begins here.
            boolean follows = dilationX == 1 && i > 0 && column > 0 && active[i - 1] == active[i] - 1;
            int taps = follows ? 1 : kernelWidth;
            int y = active[i] / width + padTop;
            for (int ky = 0; ky < kernelHeight; ky++) {
                int row = y - ky * dilationY;
                if (row >= 0 && row % strideY == 0 && row / strideY < outHeight) {
                    markRow(out, row / strideY * outWidth, column + padLeft, taps);
                }
            }
        }
        out.collect();
    }

    private void markRow(DeltaSignal out, int base, int x, int taps) {
        for (int kx = 0; kx < taps; kx++) {
            int column = x - kx * dilationX;
            if (column >= 0 && column % strideX == 0 && column / strideX < outWidth) {
                out.mark(base + column / strideX);
            }
        }
    }
}
