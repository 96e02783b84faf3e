package io.millrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.view.Echo.Talk;
import org.junit.jupiter.api.Test;

class EchoTest {

    private static Echo echo(float micDb, float farDb, float outDb, float delayMs, float doubleTalk) {
        return Echo.of(new float[] {micDb, farDb, outDb, 12, 40, 15, 42, delayMs, 79, doubleTalk, 0, 1, 0});
    }

    @Test
    void tellsWhoSpeaks() {
        assertThat(echo(-24, -21, -69, 122, 0).talk()).isEqualTo(Talk.FAR_END);
        assertThat(echo(-24, -90, -24, 122, 0).talk()).isEqualTo(Talk.NEAR_END);
        assertThat(echo(-24, -21, -26, 122, 1).talk()).isEqualTo(Talk.BOTH);
        assertThat(echo(-60, -90, -70, 122, 0).talk()).isEqualTo(Talk.NOBODY);
    }

    @Test
    void saysItInAFewWords() {
        assertThat(echo(-24.2f, -21, -69.1f, 122.44f, 0).brief())
                .isEqualTo("far end (microphone -24 dB, output -69 dB, delay 122.4 ms)");
        assertThat(echo(-24, -90, -24, Float.NaN, 0).brief()).isEqualTo("near end (microphone -24 dB, output -24 dB)");
        assertThat(Echo.db(Double.NaN)).isEqualTo("-");
    }
}
