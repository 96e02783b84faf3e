package io.millrace.kernels.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterDesignTest {

    /** Poles are rounded to 2e-16, and a coefficient is a sum of them that may nearly cancel. */
    private static final double RELATIVE = 1e-9;

    private static final int[] COLUMNS = {0, 1, 2, 4, 5};

    @ParameterizedTest
    @CsvSource({"low", "high"})
    void besselEqualsScipyForEveryOrderAndNorm(String band) {
        Golden golden = Golden.resource(getClass(), "/golden/bessel-" + band + ".txt");
        assertThat(golden.names()).hasSize(150);
        for (String name : golden.names()) {
            String[] part = name.split("_");
            FilterDesign design = FilterDesign.bessel(
                    Integer.parseInt(part[1]), BesselNorm.valueOf(part[0].toUpperCase(Locale.ROOT)));
            double corner = Double.parseDouble(part[2]);
            assertEqual(
                    name,
                    band.equals("low") ? design.lowPass(corner, 2) : design.highPass(corner, 2),
                    golden.rows(name));
        }
    }

    @ParameterizedTest
    @CsvSource({"bessel-band, 60", "filter-designs, 168"})
    void everyShapeAndBandEqualsScipy(String file, int designs) {
        Golden golden = Golden.resource(getClass(), "/golden/" + file + ".txt");
        assertThat(golden.names()).hasSize(designs);
        for (String name : golden.names()) {
            String[] part = name.split("_");
            int order = Integer.parseInt(part[2]);
            FilterDesign design = switch (part[0]) {
                case "bessel-phase" -> FilterDesign.bessel(order, BesselNorm.PHASE);
                case "bessel-mag" -> FilterDesign.bessel(order, BesselNorm.MAG);
                case "chebyshev1" -> FilterDesign.chebyshev1(order, 0.5);
                case "chebyshev2" -> FilterDesign.chebyshev2(order, 40);
                case "elliptic" -> FilterDesign.elliptic(order, 0.5, 40);
                default -> FilterDesign.butterworth(order);
            };
            double corner = Double.parseDouble(part[3]);
            Sos sos = switch (part[1]) {
                case "lowpass" -> design.lowPass(corner, 2);
                case "highpass" -> design.highPass(corner, 2);
                case "bandpass" -> design.bandPass(corner, Double.parseDouble(part[4]), 2);
                default -> design.bandStop(corner, Double.parseDouble(part[4]), 2);
            };
            assertEqual(name, sos, golden.rows(name));
        }
    }

    private static void assertEqual(String name, Sos sos, double[][] expected) {
        assertThat(sos.sections()).as(name).isEqualTo(expected.length);
        for (int s = 0; s < expected.length; s++) {
            for (int i = 0; i < COLUMNS.length; i++) {
                // b of the first section carries the gain, so it is compared relative to its largest value.
                double scale = i < 3 ? Math.abs(expected[s][0]) : 1;
                assertThat(sos.coefficient(s, COLUMNS[i]))
                        .as("%s section %d coefficient %d", name, s, COLUMNS[i])
                        .isCloseTo(expected[s][i], within(RELATIVE * scale));
            }
        }
    }

    @Test
    void groupDelayEqualsScipy() {
        Golden golden = Golden.resource(getClass(), "/golden/bessel-delay.txt");
        double[] frequencies = {0.001, 0.05, 0.2};
        for (String name : golden.names()) {
            String[] part = name.split("_");
            Sos sos = FilterDesign.bessel(
                            Integer.parseInt(part[2]), BesselNorm.valueOf(part[1].toUpperCase(Locale.ROOT)))
                    .lowPass(Double.parseDouble(part[3]), 2);
            double[] expected = golden.doubles(name);
            for (int i = 0; i < frequencies.length; i++) {
                // scipy multiplies the sections out first; ten poles near 1 cost it some digits.
                assertThat(sos.groupDelay(frequencies[i]))
                        .as("%s at %s", name, frequencies[i])
                        .isCloseTo(expected[i], within(1e-6 * expected[i]));
            }
        }
    }

    /** The coefficients that the publication of the decoder prints. */
    @Test
    void equalsThePublishedDecoderFilter() {
        Sos sos = FilterDesign.bessel(4, BesselNorm.PHASE).lowPass(6.25, 250);
        assertThat(sos.coefficient(0, 0)).isCloseTo(3.0098335934859017e-05, within(1e-16));
        assertThat(sos.coefficient(0, 4)).isCloseTo(-1.7326299977616086, within(1e-12));
        assertThat(sos.coefficient(0, 5)).isCloseTo(0.75188164912412081, within(1e-12));
        assertThat(sos.coefficient(1, 4)).isCloseTo(-1.7886595314713387, within(1e-12));
        assertThat(sos.coefficient(1, 5)).isCloseTo(0.81367418428681038, within(1e-12));
        assertThat(sos.steadyState(0, 0)).isCloseTo(0.00622356486793304, within(1e-12));
        assertThat(sos.steadyState(1, 1)).isCloseTo(-0.8074205210829434, within(1e-12));
        assertThat(sos.groupDelayAtZeroHz()).isCloseTo(20.3, within(0.05));
        assertThat(sos.order()).isEqualTo(4);
    }

    @Test
    void knowsItsOrder() {
        for (int order = 1; order <= 10; order++) {
            assertThat(FilterDesign.bessel(order, BesselNorm.MAG)
                            .lowPass(0.1, 2)
                            .order())
                    .isEqualTo(order);
            assertThat(FilterDesign.butterworth(order).bandPass(0.1, 0.3, 2).order())
                    .isEqualTo(2 * order);
        }
    }

    @Test
    void refusesWhatNoFilterCanBe() {
        assertThatThrownBy(() -> FilterDesign.bessel(11, BesselNorm.PHASE))
                .hasMessage("argument out of range: order=11 (expected 1..10)");
        assertThatThrownBy(() -> FilterDesign.chebyshev1(2, 0))
                .hasMessage("argument out of range: rippleDb=0.0 (expected above 0)");
        assertThatThrownBy(() -> FilterDesign.elliptic(2, 3, 1))
                .hasMessage("argument out of range: attenuationDb=1.0 (expected above 3.0 and below Infinity)");
        assertThatThrownBy(() -> FilterDesign.butterworth(2).bandStop(3, 2, 10))
                .hasMessage("argument out of range: lowHz=3.0 (expected above 0.0 and below 2.0)");
    }
}
