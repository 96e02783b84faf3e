package io.millrace.kernels.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import org.junit.jupiter.api.Test;

class ButterworthDesignTest {

    /** Both sides round poles of size 1 to 2e-16 and multiply at most twenty of them into the gain. */
    private static final double RELATIVE = 1e-11;

    @Test
    void equalsScipyInValueAndInOrderOfSections() {
        Golden golden = Golden.resource(getClass(), "/golden/butterworth.txt");
        int compared = 0;
        for (String name : golden.names()) {
            String[] part = name.split("_");
            int order = Integer.parseInt(part[1]);
            double corner = Double.parseDouble(part[2]);
            Sos sos = switch (part[0]) {
                case "low" -> ButterworthDesign.lowPass(order, corner, 1);
                case "high" -> ButterworthDesign.highPass(order, corner, 1);
                default -> ButterworthDesign.bandPass(order, corner, Double.parseDouble(part[3]), 1);
            };
            double[][] expected = golden.rows(name);
            assertThat(sos.sections()).as(name).isEqualTo(expected.length);
            for (int s = 0; s < expected.length; s++) {
                double[] actual = row(sos, s);
                for (int i = 0; i < 6; i++) {
                    // b of the first section carries the gain, so it is compared relative to its largest value.
                    double scale = i < 3 ? Math.abs(expected[s][0]) : 1;
                    assertThat(actual[i])
                            .as("%s section %d coefficient %d", name, s, i)
                            .isCloseTo(expected[s][i], within(RELATIVE * scale));
                }
            }
            compared++;
        }
        assertThat(compared).isEqualTo(90);
    }

    @Test
    void isThreeDecibelDownAtTheCornersWhateverTheRate() {
        double half = Math.sqrt(0.5);
        for (int order = 1; order <= 10; order++) {
            assertThat(gain(ButterworthDesign.lowPass(order, 11, 100), 11, 100)).isCloseTo(half, within(1e-9));
            assertThat(gain(ButterworthDesign.highPass(order, 300, 16000), 300, 16000))
                    .isCloseTo(half, within(1e-9));
            Sos band = ButterworthDesign.bandPass(order, 300, 3400, 16000);
            assertThat(gain(band, 300, 16000)).isCloseTo(half, within(1e-9));
            assertThat(gain(band, 3400, 16000)).isCloseTo(half, within(1e-9));
        }
    }

    /** The closed form of the first-order low pass used on CSI: w = tan(pi fc / fs), b = w / (1 + w), a = (w - 1) / (1 + w). */
    @Test
    void firstOrderEqualsItsClosedForm() {
        double w = Math.tan(Math.PI * 11 / 100);
        assertThat(row(ButterworthDesign.lowPass(1, 11, 100), 0))
                .containsExactly(new double[] {w / (1 + w), w / (1 + w), 0, 1, (w - 1) / (1 + w), 0}, within(1e-15));
    }

    @Test
    void refusesWhatNoFilterCanBe() {
        assertThatThrownBy(() -> ButterworthDesign.lowPass(0, 1, 10))
                .hasMessage("argument out of range: order=0 (expected 1..10)");
        assertThatThrownBy(() -> ButterworthDesign.highPass(2, 5, 10))
                .hasMessage("argument out of range: cornerHz=5.0 (expected above 0.0 and below 5.0)");
        assertThatThrownBy(() -> ButterworthDesign.bandPass(2, 3, 3, 10))
                .hasMessage("argument out of range: lowHz=3.0 (expected above 0.0 and below 3.0)");
        assertThatThrownBy(() -> ButterworthDesign.lowPass(2, 1, Double.NaN))
                .hasMessage("argument out of range: rateHz=NaN (expected above 0)");
    }

    private static double[] row(Sos sos, int section) {
        double[] row = new double[6];
        for (int i = 0; i < 6; i++) {
            row[i] = sos.coefficient(section, i);
        }
        return row;
    }

    /** |H| on the unit circle, from the rows. */
    private static double gain(Sos sos, double frequencyHz, double rateHz) {
        double angle = -2 * Math.PI * frequencyHz / rateHz;
        double gain = 1;
        for (int s = 0; s < sos.sections(); s++) {
            double[] r = row(sos, s);
            gain *= magnitude(r[0], r[1], r[2], angle) / magnitude(r[3], r[4], r[5], angle);
        }
        return gain;
    }

    private static double magnitude(double c0, double c1, double c2, double angle) {
        double re = c0 + c1 * Math.cos(angle) + c2 * Math.cos(2 * angle);
        double im = c1 * Math.sin(angle) + c2 * Math.sin(2 * angle);
        return Math.hypot(re, im);
    }
}
