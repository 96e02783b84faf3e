package io.millrace.kernels.vision;

import io.millrace.kernels.Require;
import java.util.Arrays;

/**
 * The boxes of a detector that gives one for each cell of a grid over the picture, as FastestDet does: planes of how likely
 * there is a thing, of four numbers of its box, then one of each kind's likelihood.
 *
 * <p>The score is the likelihood of a thing times that of its likeliest kind. A box's middle is the cell's corner plus the
 * hyperbolic tangent of the first two numbers, in cells; its width and height are the logistic function of the other two, as
 * shares of the picture.
 *
 * @see <a href="https://github.com/dog-qiuqiu/FastestDet">FastestDet, utils/tool.py, handle_preds</a>
 */
public final class GridBoxes {

    /** Planes before those of the kinds. */
    public static final int PLANES_BEFORE_KINDS = 5;

    private static final int CORNERS = 4;

    private final int kinds;
    private final int rows;
    private final int columns;
    private final float[] scores;
    private final int[] likeliest;
    private final float[] corners;

    /**
     * Makes the kernel.
     *
     * @param kinds how many kinds of things, at least 1
     * @param rows of the grid, at least 1
     * @param columns of the grid, at least 1
     * @throws IllegalArgumentException if a number is below 1
     */
    public GridBoxes(int kinds, int rows, int columns) {
        this.kinds = Require.inRange("kinds", kinds, 1, Integer.MAX_VALUE);
        this.rows = Require.inRange("rows", rows, 1, Integer.MAX_VALUE);
        this.columns = Require.inRange("columns", columns, 1, Integer.MAX_VALUE);
        this.scores = new float[rows * columns];
        this.likeliest = new int[rows * columns];
        this.corners = new float[CORNERS * rows * columns];
    }

    /**
     * Reads the planes.
     *
     * @param planes {@code [5 + kinds, rows, columns]}
     * @param threshold score that a box has to exceed; the others get no area
     */
    public void read(float[] planes, double threshold) {
        int cells = scores.length;
        Arrays.fill(likeliest, 0);
        System.arraycopy(planes, PLANES_BEFORE_KINDS * cells, scores, 0, cells);
        for (int kind = 1; kind < kinds; kind++) {
            int plane = (PLANES_BEFORE_KINDS + kind) * cells;
            for (int cell = 0; cell < cells; cell++) {
                if (planes[plane + cell] > scores[cell]) {
                    scores[cell] = planes[plane + cell];
                    likeliest[cell] = kind;
                }
            }
        }
        Arrays.fill(corners, 0);
        for (int cell = 0; cell < cells; cell++) {
            scores[cell] *= planes[cell];
            if (scores[cell] > threshold) {
                box(planes, cell);
            }
        }
    }

    private void box(float[] planes, int cell) {
        int cells = scores.length;
        double x = (cell % columns + StrictMath.tanh(planes[cells + cell])) / columns;
        int row = cell / columns;
        double y = (row + StrictMath.tanh(planes[2 * cells + cell])) / rows;
        double width = logistic(planes[3 * cells + cell]);
        double height = logistic(planes[4 * cells + cell]);
        int at = CORNERS * cell;
        corners[at] = (float) (x - width / 2);
        corners[at + 1] = (float) (y - height / 2);
        corners[at + 2] = (float) (x + width / 2);
        corners[at + 3] = (float) (y + height / 2);
    }

    private static double logistic(double value) {
        return 1 / (1 + StrictMath.exp(-value));
    }

    /**
     * Score of each cell's box.
     *
     * @return scores, 0..1, row by row; valid until the next call
     */
    public float[] scores() {
        return scores;
    }

    /**
     * Likeliest kind of each cell's box.
     *
     * @return kinds, 0 for the first; valid until the next call
     */
    public int[] likeliest() {
        return likeliest;
    }

    /**
     * Corners of each cell's box: left, top, right, bottom as shares of the picture, all 0 where the score is too low.
     *
     * @return corners; valid until the next call
     */
    public float[] corners() {
        return corners;
    }

    /**
     * What scores, kinds and corners take.
     *
     * @return bytes
     */
    public long stateBytes() {
        return (long) Float.BYTES * (scores.length + corners.length) + (long) Integer.BYTES * likeliest.length;
    }
}
