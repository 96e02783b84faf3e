package io.millrace.kernels.csi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.kernels.csi.wire.SequenceTracker.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceTrackerTest {

    @Test
    void countsGapsDuplicatesAndLatePackets() {
        SequenceTracker tracker = new SequenceTracker();

        assertThat(tracker.observe(10)).isEqualTo(Outcome.FIRST);
        assertThat(tracker.observe(11)).isEqualTo(Outcome.NEXT);
        assertThat(tracker.observe(15)).isEqualTo(Outcome.GAP);
        assertThat(tracker.missing()).isEqualTo(3);
        assertThat(tracker.observe(13)).isEqualTo(Outcome.REORDERED);
        assertThat(tracker.missing()).isEqualTo(2);
        assertThat(tracker.observe(13)).isEqualTo(Outcome.DUPLICATE);
        assertThat(tracker.observe(15)).isEqualTo(Outcome.DUPLICATE);
        assertThat(tracker.observe(16)).isEqualTo(Outcome.NEXT);
        assertThat(tracker.received()).isEqualTo(7);
        assertThat(tracker.duplicates()).isEqualTo(2);
        assertThat(tracker.reordered()).isEqualTo(1);
        assertThat(tracker.restarts()).isZero();
    }

    @Test
    void whatPrecedesTheFirstPacketWasNeverMissing() {
        SequenceTracker tracker = new SequenceTracker();
        tracker.observe(10);

        assertThat(tracker.observe(9)).isEqualTo(Outcome.REORDERED);
        assertThat(tracker.observe(9)).isEqualTo(Outcome.DUPLICATE);
        assertThat(tracker.missing()).isZero();
    }

    @Test
    void wrapsWithoutAGap() {
        SequenceTracker tracker = new SequenceTracker();
        tracker.observe(0xFFFF_FFFFL);
        assertThat(tracker.observe(0)).isEqualTo(Outcome.NEXT);
        assertThat(tracker.observe(0xFFFF_FFFEL)).isEqualTo(Outcome.REORDERED);

        SequenceTracker bytes = new SequenceTracker(1, 8);
        bytes.observe(254);
        assertThat(bytes.observe(1)).isEqualTo(Outcome.GAP);
        assertThat(bytes.missing()).isEqualTo(2);
    }

    @Test
    void countsByTheStride() {
        SequenceTracker tracker = new SequenceTracker(2, 32);
        tracker.observe(100);

        assertThat(tracker.observe(102)).isEqualTo(Outcome.NEXT);
        assertThat(tracker.observe(108)).isEqualTo(Outcome.GAP);
        assertThat(tracker.missing()).isEqualTo(2);
        assertThat(tracker.observe(104)).isEqualTo(Outcome.REORDERED);
        assertThat(tracker.missing()).isEqualTo(1);
    }

    @Test
    void stepFarBackIsARestart() {
        SequenceTracker tracker = new SequenceTracker();
        tracker.observe(1000);

        assertThat(tracker.observe(0)).isEqualTo(Outcome.RESTART);
        assertThat(tracker.observe(1)).isEqualTo(Outcome.NEXT);
        assertThat(tracker.missing()).isZero();
        assertThat(tracker.restarts()).isEqualTo(1);
        tracker.reset();
        assertThat(tracker.observe(40)).isEqualTo(Outcome.FIRST);
    }

    @Test
    void gapBeyondTheWindowIsStillMadeGood() {
        SequenceTracker tracker = new SequenceTracker();
        tracker.observe(0);
        assertThat(tracker.observe(200)).isEqualTo(Outcome.GAP);
        assertThat(tracker.observe(140)).isEqualTo(Outcome.REORDERED);
        assertThat(tracker.missing()).isEqualTo(198);
    }

    @Test
    void missingIsExactlyWhatWasTakenOutWhateverTheLocalOrder() {
        long seed = Long.getLong("millrace.seed", 7L);
        Random random = new Random(seed);
        SequenceTracker tracker = new SequenceTracker();
        List<Long> sent = new ArrayList<>();
        long start = 0xFFFF_FF00L;
        long lost = 0;
        long repeated = 0;
        for (long i = 0; i < 10_000; i++) {
            boolean edge = i == 0 || i == 9_999;
            if (!edge && random.nextInt(10) == 0) {
                lost++;
                continue;
            }
            sent.add(start + i);
            if (!edge && random.nextInt(20) == 0) {
                sent.add(start + i);
                repeated++;
            }
        }
        for (int from = 1; from + 16 < sent.size(); from += 16) {
            Collections.shuffle(sent.subList(from, from + 16), random);
        }
        sent.forEach(tracker::observe);

        assertThat(tracker.missing()).as("seed=%d", seed).isEqualTo(lost);
        assertThat(tracker.duplicates()).as("seed=%d", seed).isEqualTo(repeated);
        assertThat(tracker.restarts()).as("seed=%d", seed).isZero();
    }

    @Test
    void refusesAnImpossibleWidth() {
        assertThatThrownBy(() -> new SequenceTracker(1, 33))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sequence out of range: stride=1, bits=33 (expected stride 1..65536, bits 8..32)");
    }
}
