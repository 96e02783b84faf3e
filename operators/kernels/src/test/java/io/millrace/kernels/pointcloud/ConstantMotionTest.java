package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConstantMotionTest {

    /** To 1e-5 m, the spacing of floats at 100 m being 8e-6 m: the arithmetic is done in doubles and rounded once. */
    @Test
    void agreesWithTheMatrixExponentialOfTheTwist() {
        Golden golden = Golden.resource(ConstantMotionTest.class, "/golden/ego.txt");
        double[][] motions = golden.rows("motions");
        double[] seconds = golden.doubles("seconds");
        double[] moved = golden.doubles("moved");
        ConstantMotion motion = new ConstantMotion();
        int next = 0;
        for (double[] row : motions) {
            motion.set(Arrays.copyOf(row, 3), Arrays.copyOfRange(row, 3, 6));
            float[] points = golden.floats("points");
            for (int point = 0; point < seconds.length; point++) {
                motion.move(points, 3 * point, seconds[point]);
                for (int axis = 0; axis < 3; axis++) {
                    assertThat((double) points[3 * point + axis]).isCloseTo(moved[next++], within(1e-5));
                }
            }
        }
        assertThat(next).isEqualTo(moved.length);
    }

    @Test
    void leavesPointsWhereASensorStandsStill() {
        float[] points = {1, 2, 3, 4};
        new ConstantMotion().move(points, 1, 0.1);
        assertThat(points).containsExactly(1, 2, 3, 4);
    }
}
