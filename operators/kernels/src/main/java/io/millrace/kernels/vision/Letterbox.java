package io.millrace.kernels.vision;

import io.millrace.kernels.Require;

/**
 * Brings pictures of any size to one size, with their proportions and a border, as the planes of a model's input.
 *
 * <p>Resizing is bilinear between the four nearest pixels, whose centres lie at halves, and repeats the outermost ones:
 * what PyTorch's {@code interpolate(mode="bilinear", align_corners=False)} and OpenCV's {@code INTER_LINEAR} do. Nothing is
 * smoothed before a picture is made smaller, as with these.
 *
 * @see LetterboxFit
 */
public final class Letterbox {

    /** Colours of a pixel. */
    public static final int CHANNELS = 3;

    private static final int BYTE = 0xff;

    private final int width;
    private final int height;
    private final int[] columns;
    private final int[] nextColumns;
    private final float[] columnWeights;
    private final int[] rows;
    private final int[] nextRows;
    private final float[] rowWeights;
    private int pictureWidth;
    private int pictureHeight;
    private LetterboxFit fit = new LetterboxFit(1, 1, 0, 0);

    /**
     * Makes the kernel.
     *
     * @param width columns of the target, 1..16384
     * @param height rows of the target, 1..16384
     * @throws IllegalArgumentException if a size is out of range
     */
    public Letterbox(int width, int height) {
        this.width = Require.inRange("width", width, 1, 16_384);
        this.height = Require.inRange("height", height, 1, 16_384);
        this.columns = new int[width];
        this.nextColumns = new int[width];
        this.columnWeights = new float[width];
        this.rows = new int[height];
        this.nextRows = new int[height];
        this.rowWeights = new float[height];
    }

    /**
     * Puts one colour of a picture into one plane; the border is left as it is.
     *
     * @param picture rows of pixels of three bytes each
     * @param fromWidth columns of the picture, at least 1
     * @param fromHeight rows of the picture, at least 1
     * @param channel which byte of a pixel, 0..2
     * @param factor what each value is multiplied with
     * @param offset what is added then
     * @param out planes of the target's rows
     * @param outFrom where the plane begins
     */
    public void plane(
            byte[] picture,
            int fromWidth,
            int fromHeight,
            int channel,
            float factor,
            float offset,
            float[] out,
            int outFrom) {
        prepare(fromWidth, fromHeight);
        int stride = CHANNELS * fromWidth;
        for (int y = 0; y < fit.height(); y++) {
            int upper = rows[y] * stride + channel;
            int lower = nextRows[y] * stride + channel;
            float down = rowWeights[y];
            int to = outFrom + (fit.top() + y) * width + fit.left();
            for (int x = 0; x < fit.width(); x++) {
                float right = columnWeights[x];
                float above = between(picture[upper + columns[x]], picture[upper + nextColumns[x]], right);
                float below = between(picture[lower + columns[x]], picture[lower + nextColumns[x]], right);
                out[to + x] = (above + down * (below - above)) * factor + offset;
            }
        }
    }

    private static float between(byte first, byte second, float weight) {
        int from = first & BYTE;
        return from + weight * ((second & BYTE) - from);
    }

    /** Which pixels make a column or row depends on the picture's size, which seldom changes. */
    private void prepare(int fromWidth, int fromHeight) {
        if (fromWidth != pictureWidth || fromHeight != pictureHeight) {
            fit = LetterboxFit.of(fromWidth, fromHeight, width, height);
            taps(fromWidth, fit.width(), CHANNELS, columns, nextColumns, columnWeights);
            taps(fromHeight, fit.height(), 1, rows, nextRows, rowWeights);
            pictureWidth = fromWidth;
            pictureHeight = fromHeight;
        }
    }

    private static void taps(int from, int to, int step, int[] first, int[] second, float[] weights) {
        double ratio = (double) from / to;
        for (int i = 0; i < to; i++) {
            double centre = Math.max(0, (i + 0.5) * ratio - 0.5);
            int lower = Math.min((int) centre, from - 1);
            first[i] = step * lower;
            second[i] = step * Math.min(lower + 1, from - 1);
            weights[i] = (float) (centre - lower);
        }
    }

    /**
     * What the tables take.
     *
     * @return bytes
     */
    public long stateBytes() {
        return 3L * Integer.BYTES * (width + height);
    }
}
