package io.millrace.kernels.spikes;

import io.millrace.kernels.Require;

/**
 * The geometry of a window that slides over a picture with channels; a sequence is a picture of height 1. Pictures are
 * row-major [channel, y, x]. Padding is what lies before the first row and column; what lies behind follows from the
 * size of the output.
 *
 * @param inChannels channels of the input
 * @param inHeight rows of the input
 * @param inWidth columns of the input
 * @param outHeight rows of the output
 * @param outWidth columns of the output
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideY rows from window to window
 * @param strideX columns from window to window
 * @param padTop rows of zeros before the first
 * @param padLeft columns of zeros before the first
 * @param dilationY distance of the window's rows
 * @param dilationX distance of the window's columns
 */
public record ConvShape(
        int inChannels,
        int inHeight,
        int inWidth,
        int outHeight,
        int outWidth,
        int kernelHeight,
        int kernelWidth,
        int strideY,
        int strideX,
        int padTop,
        int padLeft,
        int dilationY,
        int dilationX) {

    private static final int MOST = 1 << 16;

    /**
     * Checks the ranges.
     *
     * @param inChannels channels of the input
     * @param inHeight rows of the input
     * @param inWidth columns of the input
     * @param outHeight rows of the output
     * @param outWidth columns of the output
     * @param kernelHeight rows of the window
     * @param kernelWidth columns of the window
     * @param strideY rows from window to window
     * @param strideX columns from window to window
     * @param padTop rows of zeros before the first
     * @param padLeft columns of zeros before the first
     * @param dilationY distance of the window's rows
     * @param dilationX distance of the window's columns
     */
    public ConvShape {
        Require.inRange("inChannels", inChannels, 1, MOST);
        Require.inRange("inHeight", inHeight, 1, MOST);
        Require.inRange("inWidth", inWidth, 1, MOST);
        Require.inRange("outHeight", outHeight, 1, MOST);
        Require.inRange("outWidth", outWidth, 1, MOST);
        Require.inRange("kernelHeight", kernelHeight, 1, MOST);
        Require.inRange("kernelWidth", kernelWidth, 1, MOST);
        Require.inRange("strideY", strideY, 1, MOST);
        Require.inRange("strideX", strideX, 1, MOST);
        Require.inRange("padTop", padTop, 0, MOST);
        Require.inRange("padLeft", padLeft, 0, MOST);
        Require.inRange("dilationY", dilationY, 1, MOST);
        Require.inRange("dilationX", dilationX, 1, MOST);
        Math.multiplyExact(Math.multiplyExact(inChannels, inHeight), inWidth);
    }

    /**
     * Elements of the input.
     *
     * @return channels x rows x columns
     */
    public int inputs() {
        return inChannels * inHeight * inWidth;
    }

    /**
     * The length of an output along one direction.
     *
     * @param in length of the input
     * @param kernel length of the window
     * @param stride distance of windows
     * @param padding zeros on both sides together
     * @param dilation distance of the window's elements
     * @return the length; below 1 if the window does not fit
     */
    public static int outputLength(int in, int kernel, int stride, int padding, int dilation) {
        return Math.floorDiv(in + padding - dilation * (kernel - 1) - 1, stride) + 1;
    }

    /** The output row that sees input row y through window row k, or -1. */
    int outY(int y, int k) {
        return position(y + padTop - k * dilationY, strideY, outHeight);
    }

    /** The output column that sees input column x through window column k, or -1. */
    int outX(int x, int k) {
        return position(x + padLeft - k * dilationX, strideX, outWidth);
    }

    private static int position(int offset, int stride, int limit) {
        if (offset < 0 || offset % stride != 0) {
            return -1;
        }
        int position = offset / stride;
        return position < limit ? position : -1;
    }
}
