package io.millrace.kernels.vision.wire;

/**
 * Turns and mirrors pictures as the EXIF tag Orientation says (TIFF 6.0, 1..8): 1 leaves them, 3 turns by 180°, 6 and 8 by 90°
 * to the right and left; 2, 4, 5 and 7 are mirrored.
 */
final class Upright {

    private static final int FIRST_ACROSS = 5;

    private Upright() {}

    /** Whether rows become columns. */
    static boolean swapsSides(int orientation) {
        return orientation >= FIRST_ACROSS;
    }

    /** The picture upright, in an array of its own. */
    static byte[] turn(byte[] pixels, int width, int height, int channels, int orientation) {
        boolean across = swapsSides(orientation);
        int columns = across ? height : width;
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        byte[] out = new byte[pixels.length];
        for (int y = 0; y < height; y++) {
            int line = fromBottom ? height - 1 - y : y;
            for (int x = 0; x < width; x++) {
                int place = fromRight ? width - 1 - x : x;
                int to = across ? place * columns + line : line * columns + place;
                int at = y * width + x;
                for (int c = 0; c < channels; c++) {
                    out[to * channels + c] = pixels[at * channels + c];
                }
            }
        }
        return out;
    }
}
