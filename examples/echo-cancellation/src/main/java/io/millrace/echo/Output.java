package io.millrace.echo;

/** What a canceller made of a recording, and the processor time it took. */
final class Output {

    final float[] samples;
    final double seconds;

    Output(float[] samples, double seconds) {
        this.samples = samples;
        this.seconds = seconds;
    }

    /** Energy of {@code a} over that of {@code b}, dB, from a sample on. */
    static double ratioDb(float[] a, float[] b, int from) {
        double above = 0;
        double below = 1e-20;
        for (int i = from; i < Math.min(a.length, b.length); i++) {
            above += (double) a[i] * a[i];
            below += (double) b[i] * b[i];
        }
        return 10 * Math.log10(above / below);
    }

    static float[] minus(float[] a, float[] b) {
        float[] out = new float[Math.min(a.length, b.length)];
        for (int i = 0; i < out.length; i++) {
            out[i] = a[i] - b[i];
        }
        return out;
    }
}
