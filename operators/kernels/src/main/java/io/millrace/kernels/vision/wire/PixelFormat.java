package io.millrace.kernels.vision.wire;

/** How pixels lie in memory, 8 bits a sample, rows from the top without gaps. Chroma of odd sides is rounded up. */
public enum PixelFormat {
    /** Red, green, blue. */
    RGB24,
    /** Blue, green, red. */
    BGR24,
    /** One grey value, 0 black to 255 white. */
    GRAY8,
    /** One luma value in the range of video. */
    Y8,
    /** Planes of luma and of both colour differences at half the width and height; FFmpeg's yuv420p. */
    I420,
    /** The same with colour differences at half the width; FFmpeg's yuv422p. */
    I422,
    /** The same with colour differences for every pixel; FFmpeg's yuv444p. */
    I444,
    /** A plane of luma, then pairs of both colour differences at half the width and height. */
    NV12,
    /** Two pixels in four bytes: luma, blue difference, luma, red difference. The width is even. */
    YUYV;

    private static final int RGB_BYTES = 3;

    /**
     * Size of a picture.
     *
     * @param width columns, at least 1
     * @param height rows, at least 1
     * @return bytes
     */
    public long bytes(int width, int height) {
        long pixels = (long) width * height;
        long halfWidth = (width + 1L) / 2;
        long halfHeight = (height + 1L) / 2;
        return switch (this) {
            case RGB24, BGR24, I444 -> RGB_BYTES * pixels;
            case GRAY8, Y8 -> pixels;
            case I420, NV12 -> pixels + 2 * halfWidth * halfHeight;
            case I422 -> pixels + 2 * halfWidth * height;
            case YUYV -> 4 * halfWidth * height;
        };
    }
}
