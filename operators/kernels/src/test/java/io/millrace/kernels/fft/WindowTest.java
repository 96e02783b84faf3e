package io.millrace.kernels.fft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.Golden;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WindowTest {

    /** Sums of three cosines of size 1. */
    @ParameterizedTest
    @EnumSource
    void equalsScipy(Window window) {
        Golden golden = Golden.resource(getClass(), "/golden/windows.txt");
        String name = window.name().toLowerCase(Locale.ROOT);
        for (int n : new int[] {1, 2, 7, 16}) {
            assertThat(window.periodic(n)).containsExactly(golden.doubles(name + "_periodic_" + n), within(1e-15));
            assertThat(window.symmetric(n)).containsExactly(golden.doubles(name + "_symmetric_" + n), within(1e-15));
        }
    }

    @Test
    void refusesALengthThatIsNone() {
        assertThatThrownBy(() -> Window.HANN.periodic(0))
                .hasMessage("argument out of range: length=0 (expected at least 1)");
    }
}
