package io.millrace.inference.delta;

import io.millrace.kernels.delta.Footprint;

/**
 * Elements of the largest patch of a run.
 *
 * @param input of a picture
 * @param output of a result
 */
record PatchSize(int input, int output) {

    /** Elements from which on a patch is computed in bands: 128 KiB, which stays in the second cache with three more. */
    private static final int BAND = 1 << 15;

    static final PatchSize NONE = new PatchSize(0, 0);

    /** Room for a convolution too: for all of it, or for a band, or for the one row that a band has at least. */
    PatchSize with(int inputChannels, int outputChannels, Footprint f) {
        long row = (long) inputChannels * f.reachColumns(f.outWidth());
        long in = Math.max(row * f.reachRows(1), Math.min(BAND, row * f.reachRows(f.outHeight())));
        long outRow = (long) outputChannels * f.outWidth();
        long out = Math.max(outRow, Math.min(BAND, outRow * f.outHeight()));
        return new PatchSize(Math.toIntExact(Math.max(input, in)), Math.toIntExact(Math.max(output, out)));
    }

    /** Each on the heap and outside of it. */
    long bytes() {
        return 2L * Float.BYTES * (input + output);
    }
}
