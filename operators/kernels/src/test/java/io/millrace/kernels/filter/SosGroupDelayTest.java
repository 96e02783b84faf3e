package io.millrace.kernels.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SosGroupDelayTest {

    /** A ramp comes out of a low pass unchanged but late; the samples are near 1e4, in double. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6, 10})
    void isHowLateARampComesOut(int order) {
        Sos sos = ButterworthDesign.lowPass(order, 3, 100);
        SosFilter filter = new SosFilter(sos, 1, SosFilter.Start.ZERO);
        double[] sample = new double[1];
        int last = 10_000;
        for (int i = 0; i <= last; i++) {
            sample[0] = i;
            filter.process(sample, sample);
        }
        assertThat(last - sample[0]).isCloseTo(sos.groupDelayAtZeroHz(), within(1e-6));
    }
}
