package io.millrace.engine.align;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * DL Streamer's anchor algorithm (gvastreammux: the earliest time of all pads is the anchor; every pad gives its oldest
 * frame within pts-tolerance of it; max-wait-time bounds the waiting; what is more than the tolerance behind is dropped),
 * with its defaults of 20 ms and 40 ms. Worked by hand. Where it pushes a batch that lacks a pad, the frames are dropped
 * and counted here, because a set is whole or is none.
 */
class AnchorAlgorithmTest {

    private static Alignment mux() {
        return Alignment.of(2, "align: earliest", "tolerance: 20ms", "on-stall: wait(40ms)");
    }

    @Test
    void takesTheOldestOfEachWithinTheTolerance() {
        try (Alignment mux = mux()) {
            mux.merge(new double[] {0, 33, 66, 100}, new double[] {5, 38, 71, 105})
                    .end();
            assertThat(mux.sets())
                    .containsExactly(List.of(0d, 5d), List.of(33d, 38d), List.of(66d, 71d), List.of(100d, 105d));
            assertThat(mux.times()).containsExactly(0d, 33d, 66d, 100d);
            assertThat(mux.drops()).isEmpty();
        }
    }

    @Test
    void theToleranceIsInclusive() {
        try (Alignment mux = mux()) {
            mux.merge(new double[] {0, 40}, new double[] {20, 60.001}).end();
            assertThat(mux.sets()).containsExactly(List.of(0d, 20d));
            assertThat(mux.drops()).containsExactly(Map.entry("unmatched", 2L));
        }
    }

    @Test
    void aPadThatLacksAFrameDoesNotHoldUpTheOthers() {
        try (Alignment mux = mux()) { // pad 1 lost its frame of 38: DL Streamer pushes 33 alone
            mux.merge(new double[] {0, 33, 66}, new double[] {5, 71}).end();
            assertThat(mux.sets()).containsExactly(List.of(0d, 5d), List.of(66d, 71d));
            assertThat(mux.drops()).containsExactly(Map.entry("unmatched", 1L));
        }
    }

    @Test
    void waitsForAPadNoLongerThanTheFileSays() {
        try (Alignment mux = mux()) {
            mux.feed(0, 0).waitUntil(40);
            assertThat(mux.drops()).isEmpty();
            mux.waitUntil(41);
            assertThat(mux.drops()).containsExactly(Map.entry("stalled", 1L));
        }
    }

    @Test
    void whatIsBehindTheLastSetIsDropped() {
        try (Alignment mux = mux()) {
            mux.feed(0, 0).feed(1, 5).feed(0, 100).feed(1, 38).feed(1, 105).end();
            assertThat(mux.sets()).containsExactly(List.of(0d, 5d), List.of(100d, 105d));
            assertThat(mux.drops()).containsExactly(Map.entry("unmatched", 1L)); // 38
        }
    }

    @Test
    void aPadThatHasEndedIsNotWaitedFor() {
        try (Alignment mux = mux()) {
            mux.feed(0, 0).feed(1, 5).ended(1).feed(0, 33);
            assertThat(mux.drops()).containsExactly(Map.entry("unmatched", 1L));
        }
    }
}
