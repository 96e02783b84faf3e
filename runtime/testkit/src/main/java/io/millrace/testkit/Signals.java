package io.millrace.testkit;

import java.util.Random;

/** Test signals. What is random is seeded, so the same call gives the same signal everywhere. */
public final class Signals {

    private Signals() {}

    /**
     * A sine that begins at phase 0.
     *
     * @param samples number of samples, 0 or more
     * @param frequencyHz frequency, Hz
     * @param rateHz sample rate, Hz
     * @param amplitude peak value
     * @return the samples
     */
    public static float[] sine(int samples, double frequencyHz, double rateHz, double amplitude) {
        float[] out = new float[samples];
        for (int i = 0; i < samples; i++) {
            out[i] = (float) (amplitude * StrictMath.sin(2 * Math.PI * frequencyHz * i / rateHz));
        }
        return out;
    }

    /**
     * White Gaussian noise.
     *
     * @param samples number of samples, 0 or more
     * @param sigma standard deviation
     * @param seed seed of the generator
     * @return the samples
     */
    public static float[] noise(int samples, double sigma, long seed) {
        Random random = new Random(seed);
        float[] out = new float[samples];
        for (int i = 0; i < samples; i++) {
            out[i] = (float) (sigma * random.nextGaussian());
        }
        return out;
    }

    /**
     * Zeros with a single one.
     *
     * @param samples number of samples, 1 or more
     * @param at index of the one
     * @return the samples
     */
    public static float[] impulse(int samples, int at) {
        float[] out = new float[samples];
        out[at] = 1;
        return out;
    }
}
