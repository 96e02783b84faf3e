package io.millrace.kernels.vision.wire;

/** How red, green and blue were made luma and two colour differences; the weights of red and blue in luma say all. */
public enum YuvMatrix {
    /** ITU-R BT.601: JPEG, web cameras, and video up to 576 lines. */
    BT601(0.299, 0.114),
    /** ITU-R BT.709: video of 720 lines and more. */
    BT709(0.2126, 0.0722);

    private final double red;
    private final double blue;

    YuvMatrix(double red, double blue) {
        this.red = red;
        this.blue = blue;
    }

    double red() {
        return red;
    }

    double blue() {
        return blue;
    }
}
