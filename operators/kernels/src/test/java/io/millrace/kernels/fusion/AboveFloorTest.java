package io.millrace.kernels.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import org.junit.jupiter.api.Test;

class AboveFloorTest {

    private static final AboveFloor.Scale SCALE = new AboveFloor.Scale(-70, 6, 10, 2);
    private static final AboveFloor.Speed SPEED = new AboveFloor.Speed(0.2, 0.5, 2);

    /** numpy in double from the definition, on the same floats; here the result is rounded to float: 1e-6 of at most 2. */
    @Test
    void equalsNumpy() {
        Golden golden = Golden.resource(getClass(), "/golden/above-floor.txt");
        float[][] frames = golden.floatRows("amplitudes");
        double[][] expected = golden.rows("above");
        AboveFloor levels = new AboveFloor(3, 25, SCALE, SPEED);
        float[] out = new float[3];
        for (int i = 0; i < frames.length; i++) {
            levels.process(frames[i], out);
            for (int c = 0; c < 3; c++) {
                assertThat((double) out[c]).as("frame %d channel %d", i, c).isCloseTo(expected[i][c], within(1e-6));
            }
        }
    }

    /** 20 dB above a floor of 1e-3, of which 6 are margin, in units of 10. */
    @Test
    void anyGainGivesTheSame() {
        for (double gain : new double[] {1, 7, 1e3}) {
            AboveFloor levels = new AboveFloor(1, 100, SCALE, SPEED);
            float[] out = new float[1];
            for (int i = 0; i < 100; i++) {
                levels.process(new float[] {(float) (1e-3 * gain)}, out);
                assertThat(out[0]).isEqualTo(-0.6f);
            }
            levels.process(new float[] {(float) (1e-2 * gain)}, out);
            assertThat(out[0])
                    .as("gain %f, the floor having risen by 0.02 dB", gain)
                    .isCloseTo(1.398f, within(1e-4f));
        }
    }

    @Test
    void whatIsQuieterThanQuietIsQuiet() {
        AboveFloor levels = new AboveFloor(1, 100, SCALE, SPEED);
        float[] out = new float[1];
        levels.process(new float[] {0}, out);
        levels.process(new float[] {(float) Math.pow(10, -55 / 20.0)}, out);
        assertThat(out[0]).as("15 dB above -70 less a margin of 6").isCloseTo(0.9f, within(0.01f));
    }

    @Test
    void refusesAScaleThatIsNone() {
        assertThatThrownBy(() -> new AboveFloor.Scale(0, 0, 0, 1))
                .hasMessage("argument out of range: unitDb=0.0 (expected above 0)");
    }
}
