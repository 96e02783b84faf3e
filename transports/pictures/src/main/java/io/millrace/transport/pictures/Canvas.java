package io.millrace.transport.pictures;

import java.util.Arrays;
import java.util.Locale;

/** Pixels, and letters of five by seven of them, drawn twice as large. */
final class Canvas {

    /** Pixels from one letter to the next. */
    static final int ADVANCE = 12;

    private static final int ZOOM = 2;
    private static final int COLUMNS = 5;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-:/()+";

    /** Columns of every letter from left to right, the lowest bit on top. */
    private static final String COLUMNS_HEX = "7E1111117E7F494949363E414141227F4141221C7F494949417F090909013E414149"
            + "7A7F0808087F00417F41002040413F017F081422417F404040407F020C027F7F0408107F3E4141413E7F090909063E4151215E"
            + "7F09192946464949493101017F01013F4040403F1F2040201F3F4038403F631408146307087008076151494543"
            + "3E5149453E00427F400042615149462141454B311814127F1027454545393C4A49493001710905033649494936064949291E"
            + "0060600000005030000008080808080036360000201008040200001C2241000041221C0008083E0808";

    private final int width;
    private final int[] pixels;

    Canvas(int width, int height, int colour) {
        this.width = width;
        this.pixels = new int[width * height];
        Arrays.fill(pixels, colour);
    }

    int width() {
        return width;
    }

    int[] pixels() {
        return pixels;
    }

    void set(int x, int y, int colour) {
        if (x >= 0 && x < width && y >= 0 && y < pixels.length / width) {
            pixels[y * width + x] = colour;
        }
    }

    /** A straight line, both ends drawn. */
    void line(int x0, int y0, int x1, int y1, int colour) {
        int steps = Math.max(1, Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)));
        for (int i = 0; i <= steps; i++) {
            set(x0 + Math.round((x1 - x0) * (float) i / steps), y0 + Math.round((y1 - y0) * (float) i / steps), colour);
        }
    }

    /** A line two pixels wide, down and to the right of the thin one. */
    void stroke(int x0, int y0, int x1, int y1, int colour) {
        for (int i = 0; i < 4; i++) {
            line(x0 + i % 2, y0 + i / 2, x1 + i % 2, y1 + i / 2, colour);
        }
    }

    /** A filled rectangle, its top left corner given. */
    void fill(int x, int y, int wide, int high, int colour) {
        for (int row = y; row < y + high; row++) {
            for (int column = x; column < x + wide; column++) {
                set(column, row, colour);
            }
        }
    }

    /** Writes text on a dark ground, so that it can be read above points. */
    void label(int x, int y, String text, int colour, int ground) {
        fill(x - 2, y - 2, text.length() * ADVANCE + 2, 7 * ZOOM + 4, ground);
        text(x, y, text, colour);
    }

    /** Writes text, its top left corner given; what has no letter is left blank. */
    void text(int x, int y, String text, int colour) {
        String upper = text.toUpperCase(Locale.ROOT);
        for (int i = 0; i < upper.length(); i++) {
            int letter = LETTERS.indexOf(upper.charAt(i));
            for (int column = 0; column < COLUMNS && letter >= 0; column++) {
                int at = 2 * (letter * COLUMNS + column);
                int bits = Integer.parseInt(COLUMNS_HEX.substring(at, at + 2), 16);
                for (int row = 0; row < 7; row++) {
                    if ((bits >> row & 1) == 1) {
                        square(x + i * ADVANCE + column * ZOOM, y + row * ZOOM, colour);
                    }
                }
            }
        }
    }

    private void square(int x, int y, int colour) {
        for (int dx = 0; dx < ZOOM; dx++) {
            for (int dy = 0; dy < ZOOM; dy++) {
                set(x + dx, y + dy, colour);
            }
        }
    }
}
