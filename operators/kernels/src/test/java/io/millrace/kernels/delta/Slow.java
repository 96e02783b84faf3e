package io.millrace.kernels.delta;

import java.util.Random;

/** Streams that change a little from frame to frame, and how long tests listen to them. */
final class Slow {

    /** Frames of a test: 10 000 with {@code -Dmillrace.extended=true}. */
    static final int FRAMES = Boolean.getBoolean("millrace.extended") ? 10_000 : 300;

    private Slow() {}

    /** Gives every element that is drawn another value, with a probability. */
    static void change(Random random, float[] frame, double share) {
        for (int i = 0; i < frame.length; i++) {
            if (random.nextDouble() < share) {
                frame[i] = (float) random.nextGaussian();
            }
        }
    }

    /** Gives all channels of the positions that are drawn other values. */
    static void changePixels(Random random, float[] frame, int positions, double share) {
        for (int p = 0; p < positions; p++) {
            if (random.nextDouble() < share) {
                for (int i = p; i < frame.length; i += positions) {
                    frame[i] = (float) random.nextGaussian();
                }
            }
        }
    }

    static float[][] weights(Random random, int rows, int columns) {
        float[][] weights = new float[rows][columns];
        double scale = 1 / Math.sqrt(rows);
        for (float[] row : weights) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) (scale * random.nextGaussian());
            }
        }
        return weights;
    }
}
