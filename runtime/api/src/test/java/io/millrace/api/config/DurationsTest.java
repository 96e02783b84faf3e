package io.millrace.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0s, 0, 0ns",
        "7ns, 7, 7ns",
        "1500us, 1500000, 1500us",
        "20 ms, 20000000, 20ms",
        "1.5s, 1500000000, 1500ms",
        "90s, 90000000000, 90s",
        "10m, 600000000000, 10m",
        "2h, 7200000000000, 2h",
        "0.4ns, 0, 0ns",
        "0.5ns, 1, 1ns",
        "9223372036854775807ns, 9223372036854775807, 9223372036854775807ns"
    })
    void readsAndPrints(String text, long nanos, String printed) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofNanos(nanos));
        assertThat(Durations.print(Duration.ofNanos(nanos))).isEqualTo(printed);
    }

    @Test
    void readsWhatItPrinted() {
        long seed = 20261124;
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            Duration duration = Duration.ofNanos(random.nextLong() >>> (1 + random.nextInt(63)));
            assertThat(Durations.parse(Durations.print(duration)))
                    .as("seed=%d", seed)
                    .isEqualTo(duration);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "ms", "-1ms", "1,5s", "1e3s", "20 d", "20MS"})
    void refusesOtherForms(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("duration not understood: duration=" + text + " (expected a form such as 20ms, 1.5s, 10m)");
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Durations.parse("9999999h"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("duration too long: duration=9999999h (expected at most 9223372036854775807ns)");
    }
}
