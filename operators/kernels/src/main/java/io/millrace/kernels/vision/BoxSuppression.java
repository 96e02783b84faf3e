package io.millrace.kernels.vision;

import io.millrace.kernels.Require;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among boxes that a detector gives for the same things: the best first, and none that overlaps a chosen one much
 * (greedy non-maximum suppression).
 *
 * <p>The overlap of two boxes is the area both have, of the area either has. Of equally good boxes the first comes first.
 * Boxes without an area, or that are no numbers, are never chosen.
 */
public final class BoxSuppression {

    private static final int CORNERS = 4;
    private static final int INDEX_BITS = 32;

    private final long[] candidates;
    private final int[] chosen;

    /**
     * Makes the kernel.
     *
     * @param boxes how many boxes a detector gives, at least 1
     * @param most how many are chosen at most, at least 1
     * @throws IllegalArgumentException if a number is below 1
     */
    public BoxSuppression(int boxes, int most) {
        this.candidates = new long[Require.inRange("boxes", boxes, 1, Integer.MAX_VALUE)];
        this.chosen = new int[Math.min(boxes, Require.inRange("most", most, 1, Integer.MAX_VALUE))];
    }

    /**
     * Chooses.
     *
     * @param corners left, top, right and bottom of every box, one after the other
     * @param scores how good they are
     * @param scoresFrom where the first box's score is
     * @param scoresStep how far the next one's is behind it
     * @param threshold what a score has to exceed, at least 0
     * @param overlap above which a box is left out, 0..1
     * @return how many were chosen; {@link #chosen} says which
     */
    public int choose(
            float[] corners, float[] scores, int scoresFrom, int scoresStep, double threshold, double overlap) {
        return choose(corners, scores, scoresFrom, scoresStep, null, threshold, overlap);
    }

    /**
     * Chooses among boxes of several kinds: only those of the same kind are left out for their overlap.
     *
     * @param corners left, top, right and bottom of every box, one after the other
     * @param scores how good they are, one a box
     * @param kinds what they are, one a box; null if all are the same
     * @param threshold what a score has to exceed, at least 0
     * @param overlap above which a box is left out, 0..1
     * @return how many were chosen; {@link #chosen} says which
     */
    public int choose(float[] corners, float[] scores, int @Nullable [] kinds, double threshold, double overlap) {
        return choose(corners, scores, 0, 1, kinds, threshold, overlap);
    }

    private int choose(
            float[] corners,
            float[] scores,
            int scoresFrom,
            int scoresStep,
            int @Nullable [] kinds,
            double threshold,
            double overlap) {
        int count = 0;
        for (int box = 0; box < candidates.length; box++) {
            float score = scores[scoresFrom + box * scoresStep];
            float area = area(corners, box);
            if (score > threshold && area > 0 && Float.isFinite(area)) {
                // The bits of positive floats are in the order of their values: the best score becomes the least key.
                candidates[count++] = (long) (Integer.MAX_VALUE - Float.floatToIntBits(score)) << INDEX_BITS | box;
            }
        }
        Arrays.sort(candidates, 0, count);
        int kept = 0;
        for (int i = 0; i < count && kept < chosen.length; i++) {
            int box = (int) candidates[i];
            if (isApart(corners, kinds, box, kept, overlap)) {
                chosen[kept++] = box;
            }
        }
        return kept;
    }

    /**
     * A box of the last choice.
     *
     * @param rank 0 for the best, below what {@link #choose} returned
     * @return its number
     */
    public int chosen(int rank) {
        return chosen[rank];
    }

    private boolean isApart(float[] corners, int @Nullable [] kinds, int box, int kept, double overlap) {
        for (int k = 0; k < kept; k++) {
            boolean rivals = kinds == null || kinds[box] == kinds[chosen[k]];
            if (rivals && overlap(corners, box, chosen[k]) > overlap) {
                return false;
            }
        }
        return true;
    }

    private static double overlap(float[] corners, int first, int second) {
        int a = CORNERS * first;
        int b = CORNERS * second;
        double width = Math.min(corners[a + 2], corners[b + 2]) - Math.max(corners[a], corners[b]);
        double height = Math.min(corners[a + 3], corners[b + 3]) - Math.max(corners[a + 1], corners[b + 1]);
        double both = Math.max(0, width) * Math.max(0, height);
        return both / ((double) area(corners, first) + area(corners, second) - both);
    }

    private static float area(float[] corners, int box) {
        int at = CORNERS * box;
        float width = corners[at + 2] - corners[at];
        float height = corners[at + 3] - corners[at + 1];
        return width > 0 && height > 0 ? width * height : 0;
    }

    /**
     * What the lists take.
     *
     * @return bytes
     */
    public long stateBytes() {
        return (long) Long.BYTES * candidates.length + (long) Integer.BYTES * chosen.length;
    }
}
