package io.millrace.kernels.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TimestampUnwrapperTest {

    private static final long WRAP = 1L << 32;

    @Test
    void continuesAcrossTheWrap() {
        TimestampUnwrapper time = new TimestampUnwrapper();

        assertThat(time.nanos(WRAP - 10)).isEqualTo((WRAP - 10) * 1000);
        assertThat(time.nanos(5)).isEqualTo((WRAP + 5) * 1000);
        assertThat(time.nanos(WRAP - 1)).isEqualTo((WRAP - 1) * 1000);
        assertThat(time.isLate()).isTrue();
        assertThat(time.nanos(6)).isEqualTo((WRAP + 6) * 1000);
        assertThat(time.isLate()).isFalse();
        assertThat(time.epoch()).isZero();
    }

    @Test
    void manyWrapsStayExact() {
        TimestampUnwrapper time = new TimestampUnwrapper();
        long truth = 123;
        time.nanos(truth);
        for (int i = 0; i < 1_000; i++) {
            truth += 59_999_999;
            assertThat(time.nanos((int) truth)).isEqualTo(truth * 1000);
        }
        assertThat(truth / WRAP).isGreaterThan(10);
        assertThat(time.epoch()).isZero();
    }

    @Test
    void stepBackToASmallValueIsANewBoot() {
        TimestampUnwrapper time = new TimestampUnwrapper();
        time.nanos(80_000_000);

        assertThat(time.nanos(3_000_000)).isEqualTo(3_000_000_000L);
        assertThat(time.epoch()).isEqualTo(1);
        assertThat(time.isLate()).isFalse();
        assertThat(time.nanos(3_000_001)).isEqualTo(3_000_001_000L);
        assertThat(time.epoch()).isEqualTo(1);
    }

    @Test
    void latePacketKeepsItsOwnTimeAndMovesNothing() {
        TimestampUnwrapper time = new TimestampUnwrapper(1_000_000, 60_000_000);
        time.nanos(80_000_000);

        assertThat(time.nanos(79_000_000)).isEqualTo(79_000_000_000L);
        assertThat(time.isLate()).isTrue();
        assertThat(time.nanos(80_000_001)).isEqualTo(80_000_001_000L);
        assertThat(time.nanos(80_000_001)).isEqualTo(80_000_001_000L);
        assertThat(time.isLate()).isFalse();
        assertThat(time.nanos(79_000_000)).isEqualTo(79_000_000_000L);
        assertThat(time.epoch()).isEqualTo(1);
    }

    @Test
    void longSilenceForwardIsNeitherWrapNorBoot() {
        TimestampUnwrapper time = new TimestampUnwrapper();
        time.nanos(1_000_000);

        assertThat(time.nanos(4_000_000_000L)).isEqualTo(4_000_000_000_000L);
        assertThat(time.epoch()).isZero();
    }

    @Test
    void continuesFromACheckpoint() {
        TimestampUnwrapper time = new TimestampUnwrapper();
        assertThat(time.latestNanos()).isEqualTo(-1);
        time.nanos(WRAP - 10);
        time.nanos(10);
        TimestampUnwrapper restored = new TimestampUnwrapper();
        restored.restore(time.latestNanos(), time.epoch());

        assertThat(restored.nanos(20)).isEqualTo(time.nanos(20)).isEqualTo((WRAP + 20) * 1000);
        restored.restore(-1, 0);
        assertThat(restored.nanos(7)).isEqualTo(7000);
    }

    @Test
    void refusesLimitsThatOverlap() {
        assertThatThrownBy(() -> new TimestampUnwrapper(-1, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limits out of range: latenessMicros=-1, longestSilenceMicros=5"
                        + " (expected both not negative and together below 2^32)");
    }
}
