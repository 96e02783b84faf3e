package io.millrace.kernels.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class BesselStreamTest {

    /** From design to samples: same recurrence, so what differs is the last bits of the coefficients. */
    @Test
    void streamEqualsScipySampleBySample() {
        Golden golden = Golden.resource(getClass(), "/golden/bessel-streamed.txt");
        double[][] x = golden.rows("x");
        for (String name : golden.names().subList(1, golden.names().size())) {
            String[] part = name.split("_");
            Sos sos = FilterDesign.bessel(
                            Integer.parseInt(part[2]), BesselNorm.valueOf(part[1].toUpperCase(Locale.ROOT)))
                    .lowPass(Double.parseDouble(part[3]), 2);
            SosFilter filter = new SosFilter(sos, 2, SosFilter.Start.STEADY);
            double[][] expected = golden.rows(name);
            double[] y = new double[2];
            for (int i = 0; i < x.length; i++) {
                filter.process(x[i], y);
                assertThat(y).as("%s sample %d", name, i).containsExactly(expected[i], within(1e-12));
            }
        }
    }
}
