package io.millrace.benchmarks.delta;

import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import java.util.Random;

/** Frames of which a stated share changes from each to the next. */
final class Streams {

    private static final int FRAMES = 32;

    private Streams() {}

    /** Vectors; exactly {@code share} of the elements change, drawn anew each time. */
    static Tensor[] vectors(int width, double share, long seed) {
        Random random = new Random(seed);
        float[] x = new float[width];
        int[] order = new int[width];
        for (int i = 0; i < width; i++) {
            x[i] = (float) random.nextGaussian();
            order[i] = i;
        }
        Tensor[] frames = new Tensor[FRAMES];
        for (int t = 0; t < FRAMES; t++) {
            for (int k = 0; k < Math.round(share * width); k++) {
                int other = k + random.nextInt(width - k);
                int chosen = order[other];
                order[other] = order[k];
                order[k] = chosen;
                x[chosen] = (float) random.nextGaussian();
            }
            frames[t] = Tensor.of(Shape.of(width), x.clone());
        }
        return frames;
    }

    /** Pictures; a square of {@code share} of the pixels changes, somewhere else each time. */
    static Tensor[] pictures(int height, int width, double share, long seed) {
        Random random = new Random(seed);
        float[] x = new float[height * width];
        for (int i = 0; i < x.length; i++) {
            x[i] = random.nextFloat();
        }
        int h = (int) Math.round(Math.sqrt(share) * height);
        int w = (int) Math.round(Math.sqrt(share) * width);
        Tensor[] frames = new Tensor[FRAMES];
        for (int t = 0; t < FRAMES; t++) {
            int top = random.nextInt(height - h + 1);
            int left = random.nextInt(width - w + 1);
            for (int y = top; y < top + h; y++) {
                for (int k = left; k < left + w; k++) {
                    x[y * width + k] = random.nextFloat();
                }
            }
            frames[t] = Tensor.of(Shape.of(1, height, width), x.clone());
        }
        return frames;
    }
}
