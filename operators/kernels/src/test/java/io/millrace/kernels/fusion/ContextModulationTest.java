package io.millrace.kernels.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextModulationTest {

    private static final double MOST_GAIN = 16;
    private static final long SEED = Long.getLong("millrace.seed", 43);

    private final ContextModulation modulation = new ContextModulation(1, MOST_GAIN);

    private float one(double drive, double context) {
        float[] out = new float[1];
        modulation.modulate(new float[] {(float) drive}, new float[] {(float) context}, out);
        return out[0];
    }

    /** numpy in double on the same floats; here the result is rounded to float once: half a unit of the last place. */
    @ParameterizedTest
    @CsvSource({"published, 1", "weak, 0.25", "none, 0"})
    void equalsNumpy(String name, double strength) {
        Golden golden = Golden.resource(getClass(), "/golden/context-modulation.txt");
        float[] drive = golden.floats("drive");
        double[] expected = golden.doubles(name);
        float[] out = new float[drive.length];
        new ContextModulation(strength, MOST_GAIN).modulate(drive, golden.floats("context"), out);
        for (int i = 0; i < out.length; i++) {
            double tolerance = 0.51 * Math.ulp((float) expected[i]);
            assertThat((double) out[i]).as("pair %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }

    @Test
    void withoutContextTheDrivePassesToTheBit() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            float drive = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(drive)) {
                assertThat(one(drive, 0)).as("seed=%d i=%d", SEED, i).isEqualTo(drive);
            }
        }
    }

    @Test
    void contextAloneDrivesNothing() {
        Random random = new Random(SEED);
        for (int i = 0; i < 10_000; i++) {
            float context = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(context)) {
                assertThat(one(0, context)).as("seed=%d i=%d", SEED, i).isZero();
            }
        }
    }

    /** The more the context agrees, the more comes out, with the drive's sign, between half of it and the largest gain. */
    @Test
    void risesWithAgreement() {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            double drive = 3 * random.nextGaussian();
            double less = 3 * random.nextGaussian();
            double more = less + random.nextDouble();
            double side = Math.signum(drive);
            String about = "seed=" + SEED + ", drive=" + drive + ", context=" + less + " and " + more;
            float low = one(drive, side * less);
            float high = one(drive, side * more);
            assertThat(side * high).as(about).isGreaterThanOrEqualTo((float) (side * low));
            double magnitude = Math.abs((float) drive);
            assertThat(side * low)
                    .as(about)
                    .isBetween(0.5 * magnitude * (1 - 1e-7), MOST_GAIN * magnitude * (1 + 1e-7));
            if (Math.abs(drive) > 0.1 && more - less > 0.1 && drive * side * more < 1.7 && drive * side * less > -8) {
                assertThat(side * high).as(about + ", strictly").isGreaterThan((float) (side * low));
            }
        }
    }

    @Test
    void finiteNumbersStayFinite() {
        float largest = Float.MAX_VALUE;
        float[] numbers = {largest, -largest, 1e20f, -1, 0, Float.MIN_VALUE, 2};
        for (float drive : numbers) {
            for (float context : numbers) {
                assertThat(one(drive, context)).isFinite();
            }
        }
        assertThat(one(largest, largest)).isEqualTo(largest);
        assertThat(one(-2, -1e30f)).isEqualTo(-32);
    }

    @Test
    void oneOnEitherSideServesAllOfTheOther() {
        float[] drive = {1, -1, 0.5f, 0};
        float[] all = new float[4];
        float[] each = new float[4];
        modulation.modulate(drive, new float[] {0.7f}, all);
        modulation.modulate(drive, new float[] {0.7f, 0.7f, 0.7f, 0.7f}, each);
        assertThat(all).containsExactly(each);
        modulation.modulate(new float[] {0.7f}, drive, all);
        modulation.modulate(new float[] {0.7f, 0.7f, 0.7f, 0.7f}, drive, each);
        assertThat(all).containsExactly(each);
    }

    @Test
    void refusesNumbersThatMakeNoModulation() {
        assertThatThrownBy(() -> new ContextModulation(-1, 2))
                .hasMessage("argument out of range: strength=-1.0 (expected at least 0)");
        assertThatThrownBy(() -> new ContextModulation(1, 1))
                .hasMessage("argument out of range: mostGain=1.0 (expected above 1.0 and below Infinity)");
    }
}
