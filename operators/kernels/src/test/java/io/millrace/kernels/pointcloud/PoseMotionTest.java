package io.millrace.kernels.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.pointcloud.PoseMotion.Target;
import io.millrace.testkit.Golden;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against operators/reference/pose_motion.py: scipy's Rotation and Slerp. */
class PoseMotionTest {

    private static final int FIELDS = 5;
    private static final int TIME = 4;
    private static final long START_NANOS = 1_700_000_000_000_000_000L;
    /** In m: the spacing of floats at 100 m is 7.6e-6, and what is compared is double rounded to float. */
    private static final double TOLERANCE = 1e-5;

    private final Golden golden = Golden.resource(PoseMotionTest.class, "/golden/pose-motion.txt");
    private final float[] points = golden.floats("points");
    private final long gapNanos = Math.round(golden.doubles("gap")[0] * 1e9);

    private PoseMotion motion(Target target, int timeField) {
        return new PoseMotion(FIELDS, timeField, target, golden.doubles("sweep")[0], 1);
    }

    private void pose(PoseMotion motion) {
        float[][] poses = golden.floatRows("poses");
        motion.pose(poses[0], START_NANOS);
        motion.pose(poses[1], START_NANOS + gapNanos);
    }

    private float[] moved(PoseMotion motion) {
        float[] moved = new float[points.length];
        motion.moveInto(points, moved);
        return moved;
    }

    private void assertMoved(PoseMotion motion, String name) {
        float[] moved = moved(motion);
        double[][] expected = golden.rows(name);
        for (int i = 0; i < expected.length; i++) {
            for (int axis = 0; axis < 3; axis++) {
                assertThat((double) moved[FIELDS * i + axis])
                        .as("%s, point %d, axis %d", name, i, axis)
                        .isCloseTo(expected[i][axis], within(TOLERANCE));
            }
            assertThat(moved[FIELDS * i + 3]).isEqualTo(points[FIELDS * i + 3]);
            assertThat(moved[FIELDS * i + TIME]).isEqualTo(points[FIELDS * i + TIME]);
        }
    }

    @ParameterizedTest
    @EnumSource(Target.class)
    void agreesWithScipyOnPoses(Target target) {
        float[][] poses = golden.floatRows("poses");
        for (int pair = 0; pair < 2; pair++) {
            PoseMotion motion = motion(target, TIME);
            assertThat(motion.pose(poses[2 * pair], START_NANOS)).isTrue();
            assertThat(motion.pose(poses[2 * pair + 1], START_NANOS + gapNanos)).isTrue();
            assertMoved(motion, target.name().toLowerCase(Locale.ROOT) + "_" + pair);
        }
    }

    @Test
    void pointsWithoutATimeAreOfTheStart() {
        PoseMotion motion = motion(Target.END, -1);
        pose(motion);
        assertMoved(motion, "end_untimed");
        assertThat(motion.moveInto(points, new float[points.length])).isEqualTo(points.length / FIELDS);

        PoseMotion timed = motion(Target.END, TIME);
        pose(timed);
        float[] some = points.clone();
        some[TIME] = Float.NaN;
        some[FIELDS + TIME] = Float.POSITIVE_INFINITY;
        float[] moved = new float[points.length];
        assertThat(timed.moveInto(some, moved)).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            for (int axis = 0; axis < 3; axis++) {
                assertThat((double) moved[FIELDS * i + axis])
                        .isCloseTo(golden.rows("end_untimed")[i][axis], within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Target.class,
            names = {"START", "END"})
    void withoutMotionNotABitChanges(Target target) {
        PoseMotion motion = motion(target, TIME);
        assertThat(moved(motion)).isEqualTo(points);
        float[] pose = golden.floatRows("poses")[0];
        motion.pose(pose, START_NANOS);
        motion.pose(pose, START_NANOS + gapNanos);
        assertThat(motion.speed()).isZero();
        assertThat(moved(motion)).isEqualTo(points);
    }

    @Test
    void aPoseThatIsOtherwiseSignedIsTheSame() {
        float[][] poses = golden.floatRows("poses");
        float[] negated = poses[1].clone();
        for (int i = 3; i < 7; i++) {
            negated[i] = -negated[i];
        }
        PoseMotion motion = motion(Target.END, TIME);
        motion.pose(poses[0], START_NANOS);
        motion.pose(negated, START_NANOS + gapNanos);
        assertMoved(motion, "end_0");
    }

    @Test
    void posesTooFarApartOrOutOfOrderSayNothingOfTheMotion() {
        float[][] poses = golden.floatRows("poses");
        for (long nanos : new long[] {START_NANOS + 1_000_000_001L, START_NANOS, START_NANOS - gapNanos}) {
            PoseMotion motion = motion(Target.END, TIME);
            motion.pose(poses[0], START_NANOS);
            motion.pose(poses[1], nanos);
            assertThat(moved(motion)).as("nanos=%d", nanos).isEqualTo(points);
        }
    }

    @Test
    void whatIsNoPoseChangesNothing() {
        float[][] poses = golden.floatRows("poses");
        PoseMotion motion = motion(Target.END, TIME);
        motion.pose(poses[0], START_NANOS);
        assertThat(motion.pose(new float[] {0, 0, 0, 0, 0, 0, 0}, START_NANOS + 1))
                .isFalse();
        assertThat(motion.pose(new float[] {0, Float.NaN, 0, 0, 0, 0, 1}, START_NANOS + 1))
                .isFalse();
        assertThat(motion.pose(new float[] {0, 0, 0, 0, 0, 0, 3}, START_NANOS + 1))
                .isFalse();
        assertThat(motion.pose(new float[] {0, 0, 1}, START_NANOS + 1)).isFalse();
        motion.pose(poses[1], START_NANOS + gapNanos);
        assertMoved(motion, "end_0");
    }
}
