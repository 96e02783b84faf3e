package io.millrace.operators.vision;

import io.millrace.kernels.vision.LetterboxFit;

/** Brings boxes from shares of a model's input back to pixels of the picture before {@code letterbox}, cut off at its edges. */
final class FromLetterbox {

    private final int columns;
    private final int rows;
    private final int width;
    private final int height;
    private final LetterboxFit fit;

    FromLetterbox(int columns, int rows, int width, int height) {
        this.columns = columns;
        this.rows = rows;
        this.width = width;
        this.height = height;
        this.fit = LetterboxFit.of(columns, rows, width, height);
    }

    /** Left, top, right, bottom from {@code from} on to {@code to} on. */
    void box(float[] shares, int from, float[] out, int to) {
        out[to] = column(shares[from]);
        out[to + 1] = row(shares[from + 1]);
        out[to + 2] = column(shares[from + 2]);
        out[to + 3] = row(shares[from + 3]);
    }

    private float column(float share) {
        return inPicture(share * width, fit.left(), fit.width(), columns);
    }

    private float row(float share) {
        return inPicture(share * height, fit.top(), fit.height(), rows);
    }

    private static float inPicture(float position, int border, int fitted, int side) {
        return Math.max(0, Math.min(side, (position - border) * side / fitted));
    }
}
