package io.millrace.kernels.vision.wire;

/**
 * Luma and colour differences to red, green and blue, 8 bits each, by the equations of BT.601 and BT.709: with Kr, Kb the
 * weights of red and blue in luma and Kg = 1 - Kr - Kb,
 *
 * <pre>
 * R = Y + 2(1 - Kr) Cr,   B = Y + 2(1 - Kb) Cb,   G = Y - 2 Kb (1 - Kb) / Kg Cb - 2 Kr (1 - Kr) / Kg Cr
 * </pre>
 *
 * <p>In full range Y is the byte and Cb, Cr the byte less 128; in limited range Y is (byte - 16) 255 / 219 and Cb, Cr are (byte -
 * 128) 255 / 224. Results are rounded and cut off at 0 and 255. Tables hold the products to 2^-20.
 */
final class YuvColours {

    private static final int LEVELS = 256;
    private static final int BYTE = 0xff;
    private static final int BITS = 20;
    private static final double ONE = 1 << BITS;
    private static final int CENTRE = 128;

    private final int[] luma = new int[LEVELS];
    private final int[] redOfCr = new int[LEVELS];
    private final int[] greenOfCb = new int[LEVELS];
    private final int[] greenOfCr = new int[LEVELS];
    private final int[] blueOfCb = new int[LEVELS];
    private final byte[] grey = new byte[LEVELS];

    YuvColours(YuvMatrix matrix, boolean fullRange) {
        double green = 1 - matrix.red() - matrix.blue();
        double lumaScale = fullRange ? 1 : 255.0 / 219;
        double chromaScale = fullRange ? 1 : 255.0 / 224;
        for (int i = 0; i < LEVELS; i++) {
            double y = (i - (fullRange ? 0 : 16)) * lumaScale;
            double c = (i - CENTRE) * chromaScale;
            luma[i] = (int) Math.round(y * ONE) + (1 << (BITS - 1));
            redOfCr[i] = (int) Math.round(2 * (1 - matrix.red()) * c * ONE);
            blueOfCb[i] = (int) Math.round(2 * (1 - matrix.blue()) * c * ONE);
            greenOfCb[i] = (int) Math.round(-2 * matrix.blue() * (1 - matrix.blue()) / green * c * ONE);
            greenOfCr[i] = (int) Math.round(-2 * matrix.red() * (1 - matrix.red()) / green * c * ONE);
            grey[i] = level(luma[i]);
        }
    }

    /** Puts one pixel at {@code to}. */
    void put(byte y, byte cb, byte cr, byte[] out, int to) {
        int bright = luma[y & BYTE];
        out[to] = level(bright + redOfCr[cr & BYTE]);
        out[to + 1] = level(bright + greenOfCb[cb & BYTE] + greenOfCr[cr & BYTE]);
        out[to + 2] = level(bright + blueOfCb[cb & BYTE]);
    }

    /** Luma in full range. */
    byte grey(byte y) {
        return grey[y & BYTE];
    }

    private static byte level(int scaled) {
        return (byte) Math.max(0, Math.min(BYTE, scaled >> BITS));
    }
}
