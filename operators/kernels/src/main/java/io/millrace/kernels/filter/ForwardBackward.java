package io.millrace.kernels.filter;

import io.millrace.kernels.Require;

/**
 * A filter run forwards and then backwards over a block, so that nothing is delayed: {@code scipy.signal.filtfilt} with
 * its defaults. Both ends are continued by {@code 3 (order + 1)} samples turned about the end sample, and both runs start
 * as if the first sample had always been there.
 */
public final class ForwardBackward {

    private ForwardBackward() {}

    /**
     * Filters a whole block.
     *
     * @param sos coefficients
     * @param block samples, more than {@link #paddingSamples}
     * @return the filtered samples, freshly made
     */
    public static double[] filter(Sos sos, double[] block) {
        int padding = paddingSamples(sos);
        Require.inRange("block length", block.length, padding + 1, Integer.MAX_VALUE);
        double[] padded = new double[block.length + 2 * padding];
        int last = block.length - 1;
        for (int i = 0; i < padding; i++) {
            padded[i] = 2 * block[0] - block[padding - i];
            padded[padding + block.length + i] = 2 * block[last] - block[last - 1 - i];
        }
        System.arraycopy(block, 0, padded, padding, block.length);
        run(sos, padded);
        reverse(padded);
        run(sos, padded);
        reverse(padded);
        double[] result = new double[block.length];
        System.arraycopy(padded, padding, result, 0, block.length);
        return result;
    }

    /**
     * How far each end is continued.
     *
     * @param sos coefficients
     * @return {@code 3 (order + 1)}
     */
    public static int paddingSamples(Sos sos) {
        return 3 * (sos.order() + 1);
    }

    /**
     * The weights with which the samples of a block enter one filtered sample: filtering a block of fixed length is
     * linear, so each of its outputs is a weighted sum, of weights that add up to the gain at frequency 0 squared.
     *
     * @param sos coefficients
     * @param blockSamples length of the block, more than {@link #paddingSamples}
     * @param position which filtered sample, 0..blockSamples-1
     * @return one weight for each sample of the block, oldest first
     */
    public static double[] weights(Sos sos, int blockSamples, int position) {
        Require.inRange("position", position, 0, blockSamples - 1);
        double[] weights = new double[blockSamples];
        for (int i = 0; i < blockSamples; i++) {
            double[] impulse = new double[blockSamples];
            impulse[i] = 1;
            weights[i] = filter(sos, impulse)[position];
        }
        return weights;
    }

    private static void run(Sos sos, double[] samples) {
        SosFilter filter = new SosFilter(sos, 1, SosFilter.Start.STEADY);
        double[] one = new double[1];
        for (int i = 0; i < samples.length; i++) {
            one[0] = samples[i];
            filter.process(one, one);
            samples[i] = one[0];
        }
    }

    private static void reverse(double[] samples) {
        for (int i = 0, j = samples.length - 1; i < j; i++, j--) {
            double kept = samples[i];
            samples[i] = samples[j];
            samples[j] = kept;
        }
    }
}
