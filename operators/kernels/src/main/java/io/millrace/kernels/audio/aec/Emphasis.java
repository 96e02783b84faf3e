package io.millrace.kernels.audio.aec;

/** The scale on which the MDF filter works: 16 bits, high frequencies raised, as speech has less of them. */
final class Emphasis {

    static final double FULL_SCALE = 32768;
    static final double FACTOR = 0.9;

    private Emphasis() {}

    /** Scales and raises; takes the last scaled sample of the block before, and gives that of this one. */
    static double apply(double[] in, double before, double[] out) {
        double last = before;
        for (int i = 0; i < in.length; i++) {
            double sample = in[i] * FULL_SCALE;
            out[i] = sample - FACTOR * last;
            last = sample;
        }
        return last;
    }
}
