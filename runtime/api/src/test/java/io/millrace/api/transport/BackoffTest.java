package io.millrace.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void doublesUpToTheLongestDelayAndShortensByAtMostHalf() {
        Backoff backoff = new Backoff(Duration.ofNanos(100), Duration.ofNanos(1000), 1);

        for (long whole : new long[] {100, 200, 400, 800, 1000, 1000, 1000}) {
            assertThat(backoff.nextNanos()).isBetween(whole / 2, whole);
        }
    }

    @Test
    void beginsAnewAfterSuccess() {
        Backoff backoff = new Backoff(Duration.ofNanos(100), Duration.ofNanos(1000), 1);
        backoff.nextNanos();
        backoff.nextNanos();

        backoff.reset();

        assertThat(backoff.nextNanos()).isBetween(50L, 100L);
    }

    @Test
    void repeatsWithTheSameSeedAndDiffersWithAnother() {
        Duration least = Duration.ofSeconds(1);
        long first = new Backoff(least, least, 7).nextNanos();

        assertThat(new Backoff(least, least, 7).nextNanos()).isEqualTo(first);
        assertThat(new Backoff(least, least, 8).nextNanos()).isNotEqualTo(first);
    }

    @Test
    void refusesDelaysOutOfOrder() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("back-off out of range: least=PT2S, longest=PT1S (expected 0 < least <= longest)");
    }
}
