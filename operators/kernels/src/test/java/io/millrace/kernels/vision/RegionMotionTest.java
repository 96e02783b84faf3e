package io.millrace.kernels.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.vision.RegionMotion.Region;
import io.millrace.testkit.Golden;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionMotionTest {

    private static final int WIDTH = 9;
    private static final int PICTURE = WIDTH * 7 * 3;

    /** Sums are whole numbers, so only the root is rounded to float: half a unit of the last place of 255. */
    @Test
    void equalsNumpy() {
        Golden golden = Golden.resource(getClass(), "/golden/region-motion.txt");
        List<Region> regions = new ArrayList<>();
        for (double[] r : golden.rows("regions")) {
            regions.add(new Region((int) r[0], (int) r[1], (int) r[2], (int) r[3]));
        }
        double[] pixels = golden.doubles("pictures");
        double[][] expected = golden.rows("motion");
        RegionMotion motion = new RegionMotion(regions, 3);
        float[] out = new float[regions.size()];
        for (int p = 0; p < pixels.length / PICTURE; p++) {
            byte[] picture = new byte[PICTURE];
            for (int i = 0; i < PICTURE; i++) {
                picture[i] = (byte) pixels[p * PICTURE + i];
            }
            assertThat(motion.process(picture, WIDTH, out)).isEqualTo(p > 0);
            for (int r = 0; r < out.length && p > 0; r++) {
                assertThat((double) out[r])
                        .as("picture %d region %d", p, r)
                        .isCloseTo(expected[p - 1][r], within(0.51 * Math.ulp(255f)));
            }
        }
        assertThat(expected[1][1]).as("a part that stands still").isZero();
    }

    @Test
    void blackToWhiteIs255AndARestartForgets() {
        RegionMotion motion = new RegionMotion(List.of(new Region(0, 0, 2, 1)), 1);
        float[] out = {-1};
        assertThat(motion.process(new byte[2], 2, out)).isFalse();
        assertThat(out[0]).isEqualTo(-1);
        assertThat(motion.process(new byte[] {-1, -1}, 2, out)).isTrue();
        assertThat(out[0]).isEqualTo(255);
        motion.restart();
        assertThat(motion.process(new byte[2], 2, out)).isFalse();
    }

    @Test
    void knowsWhatLiesInAPicture() {
        assertThat(new Region(7, 6, 2, 1).isWithin(9, 7)).isTrue();
        assertThat(new Region(8, 6, 2, 1).isWithin(9, 7)).isFalse();
        assertThat(new Region(0, 6, 1, 2).isWithin(9, 7)).isFalse();
    }
}
