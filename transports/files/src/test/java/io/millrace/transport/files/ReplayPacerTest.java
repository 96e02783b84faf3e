package io.millrace.transport.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.operator.RecordTimer;
import org.junit.jupiter.api.Test;

class ReplayPacerTest {

    private static final long MS = 1_000_000;

    /** The first byte of a record is its time in ms, 0xFF for none. */
    private static final RecordTimer BYTES =
            (data, length) -> data[0] == (byte) 0xFF ? RecordTimer.UNKNOWN : data[0] * MS;

    private static long[] due(ReplayPacer pacer, int... times) {
        long[] due = new long[times.length];
        for (int i = 0; i < times.length; i++) {
            due[i] = pacer.dueNanos(new byte[] {(byte) times[i]}, RecordTimer.UNKNOWN) / MS;
        }
        return due;
    }

    @Test
    void followsTheTimesInTheRecords() {
        assertThat(due(new ReplayPacer(BYTES), 5, 7, 7, 20)).containsExactly(0, 2, 2, 15);
    }

    @Test
    void recordsWithoutTimeAreDueWithTheOneBefore() {
        assertThat(due(new ReplayPacer(BYTES), 5, 0xFF, 0xFF, 9)).containsExactly(0, 0, 0, 4);
    }

    @Test
    void recordingsWithoutAnyTimeArePlayedAtTheirRate() {
        ReplayPacer pacer = new ReplayPacer(RecordTimer.NONE);
        pacer.begin(50);
        assertThat(due(pacer, 1, 1, 1)).containsExactly(0, 20, 40);
    }

    @Test
    void recordingsThatDoNotTellTheirRateArePlayedAtThatOfTheSource() {
        ReplayPacer pacer = new ReplayPacer(RecordTimer.NONE.withRateHz(10));
        pacer.begin(0);
        assertThat(due(pacer, 1, 1, 1)).containsExactly(0, 100, 200);
        pacer.begin(50);
        assertThat(due(pacer, 1, 1)).containsExactly(220, 240);
    }

    @Test
    void goesOnFromThereWhenTimeFallsBack() {
        ReplayPacer pacer = new ReplayPacer(BYTES);
        pacer.begin(100);
        assertThat(due(pacer, 50, 60, 3, 5)).containsExactly(0, 10, 20, 22);
    }

    @Test
    void aSecondRecordingFollowsTheFirst() {
        ReplayPacer pacer = new ReplayPacer(BYTES);
        pacer.begin(100);
        assertThat(due(pacer, 100, 102)).containsExactly(0, 2);
        pacer.begin(100);
        assertThat(due(pacer, 7, 8)).containsExactly(12, 13);
    }

    @Test
    void theFilesTimeWinsOverTheRecords() {
        ReplayPacer pacer = new ReplayPacer(BYTES);
        assertThat(pacer.dueNanos(new byte[] {9}, 1000)).isZero();
        assertThat(pacer.dueNanos(new byte[] {99}, 3000)).isEqualTo(2000);
    }

    @Test
    void readsSpeeds() {
        assertThat(ReplaySpeed.parse("recorded").scaled(10)).isEqualTo(10);
        assertThat(ReplaySpeed.parse("4x").scaled(10)).isEqualTo(3);
        assertThat(ReplaySpeed.parse("0.5x").scaled(10)).isEqualTo(20);
        assertThat(ReplaySpeed.parse("max").isMax()).isTrue();
        assertThat(ReplaySpeed.parse("2.5")).hasToString("2.5x");
        assertThat(ReplaySpeed.parse("1x")).hasToString("recorded");
        assertThatThrownBy(() -> ReplaySpeed.parse("fast"))
                .hasMessage("speed not understood: speed=fast (expected recorded, max or a factor such as 4x)");
        assertThatThrownBy(() -> ReplaySpeed.parse("0x")).isInstanceOf(IllegalArgumentException.class);
    }
}
