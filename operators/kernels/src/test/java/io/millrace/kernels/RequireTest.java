package io.millrace.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RequireTest {

    @Test
    void saysWhatWasFoundAndWhatWasExpected() {
        assertThatThrownBy(() -> Require.inRange("order", 11, 1, 10))
                .hasMessage("argument out of range: order=11 (expected 1..10)");
        assertThatThrownBy(() -> Require.inRange("channels", 0, 1, Integer.MAX_VALUE))
                .hasMessage("argument out of range: channels=0 (expected at least 1)");
        assertThatThrownBy(() -> Require.positive("rateHz", -1))
                .hasMessage("argument out of range: rateHz=-1.0 (expected above 0)");
        assertThatThrownBy(() -> Require.positive("rateHz", Double.NaN))
                .hasMessage("argument out of range: rateHz=NaN (expected above 0)");
        assertThatThrownBy(() -> Require.between("cornerHz", 50, 0, 50))
                .hasMessage("argument out of range: cornerHz=50.0 (expected above 0.0 and below 50.0)");
    }
}
