package io.millrace.inference;

import io.millrace.api.frame.Tensor;
import java.util.List;

/**
 * What a task makes of the outputs of a model: the answers that matter, where a relative error says little.
 *
 * <p>Of a model with one number an answer is which side of one half it is on: speech or none. Of several it is the largest
 * ({@link Kind#LARGEST}), a class, or of each on which side of one half it is ({@link Kind#HALVES}), as of a mask.
 */
final class Answers {

    /** How answers are read off several numbers. */
    enum Kind {
        /** Which one is the largest. */
        LARGEST,
        /** Of each, which side of one half it is on. */
        HALVES
    }

    private static final float HALF = 0.5f;

    private final Kind kind;
    private final List<Integer> labels;

    /** Labels: the true answer of each frame, or empty where nobody knows. */
    Answers(Kind kind, List<Integer> labels) {
        this.kind = kind;
        this.labels = List.copyOf(labels);
    }

    /** The share of equal answers, of the first output of each frame. */
    double agreement(List<List<Tensor>> found, List<List<Tensor>> truth) {
        long agree = 0;
        long all = 0;
        for (int t = 0; t < truth.size(); t++) {
            float[] a = found.get(t).get(0).floats();
            float[] b = truth.get(t).get(0).floats();
            if (kind == Kind.HALVES) {
                for (int i = 0; i < b.length; i++) {
                    agree += (a[i] >= HALF) == (b[i] >= HALF) ? 1 : 0;
                }
                all += b.length;
            } else {
                agree += answer(a) == answer(b) ? 1 : 0;
                all++;
            }
        }
        return (double) agree / all;
    }

    /** The share of frames whose answer is that of the label, NaN without labels. */
    double accuracy(List<List<Tensor>> found) {
        int right = 0;
        int all = Math.min(labels.size(), found.size());
        for (int t = 0; t < all; t++) {
            right += answer(found.get(t).get(0).floats()) == labels.get(t) ? 1 : 0;
        }
        return all == 0 ? Double.NaN : (double) right / all;
    }

    private static int answer(float[] values) {
        if (values.length == 1) {
            return values[0] >= HALF ? 1 : 0;
        }
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
