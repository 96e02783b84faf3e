package io.millrace.transport.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.Origin;
import io.millrace.api.transport.RecordingReader;
import io.millrace.testkit.TestData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpikeRecordingsTest {

    private static final int HEADER = 32;

    @TempDir
    private Path folder;

    @Test
    void aTableBecomesRecordsOfItsRows() throws IOException {
        Path file = Files.writeString(
                folder.resolve("trial.csv"),
                "timestamp,pos_x,unit_7,unit_9,pos_y\n2.5,1.5,0,2,-3\n2.501,nonsense,0,0,0\n2.502,4,1,0,5\n2.503,1,2\n");
        try (RecordingReader reader = Recordings.open(file)) {
            assertThat(reader.info().format()).isEqualTo("unit-csv");
            assertThat(reader.info().rateHz()).isEqualTo(1000);
            assertThat(reader.info().properties()).containsEntry("values", "pos_x pos_y");
            ByteBuffer first = little(reader.next());
            assertThat(reader.timeNanos()).isEqualTo(2_501_000_000L);
            assertThat(first.getInt(12)).as("channels").isEqualTo(2);
            assertThat(first.getLong(16)).as("start").isEqualTo(2_500_000_000L);
            assertThat(first.getInt(28)).as("events").isEqualTo(2);
            assertThat(first.getInt(HEADER + 4)).as("address").isEqualTo(1);
            assertThat(first.getFloat(HEADER + 16)).isEqualTo(1.5f);
            assertThat(first.getFloat(HEADER + 20)).isEqualTo(-3f);
            assertThat(little(reader.next()).getInt(8)).as("number").isEqualTo(1);
            assertThat(reader.next()).isNull();
            assertThat(reader.skipped()).isEqualTo(2);
        }
    }

    @Test
    void recordsFollowEachOther() throws IOException {
        byte[] one = SpikeRecord.of(0, 4, 1_000, 500, new int[] {1, 3}, 2, new float[] {7});
        byte[] two = SpikeRecord.of(1, 4, 1_500, 500, new int[0], 0, new float[] {8});
        Path file = write("a.spikes", one, two);
        try (RecordingReader reader = Recordings.open(file)) {
            assertThat(reader.info().format()).isEqualTo("spikes");
            assertThat(reader.info().origin()).isEqualTo(Origin.REPLAY);
            assertThat(reader.next()).containsExactly(one);
            assertThat(reader.timeNanos()).isEqualTo(1_500);
            assertThat(reader.next()).containsExactly(two);
            assertThat(reader.next()).isNull();
        }
        one[5] = 1;
        try (RecordingReader reader = Recordings.open(write("b.spikes", one))) {
            assertThat(reader.info().origin()).isEqualTo(Origin.SIMULATED);
        }
    }

    @Test
    void saysWhatIsCutOffOrMalformed() throws IOException {
        byte[] one = SpikeRecord.of(0, 4, 1_000, 500, new int[] {1, 3}, 2, new float[] {7});
        try (RecordingReader reader = Recordings.open(write("a.spikes", Arrays.copyOf(one, one.length - 1)))) {
            assertThatThrownBy(reader::next).hasMessage("record is cut off: bytes=51 (expected 52)");
        }
        try (RecordingReader reader = Recordings.open(write("b.spikes", one, new byte[40]))) {
            assertThat(reader.next()).isNotNull();
            assertThatThrownBy(reader::next)
                    .hasMessage("record is malformed: header=32 bytes"
                            + " (expected spikes, and as many as the record before says)");
        }
        Path none = Files.writeString(folder.resolve("c.csv"), "timestamp,unit_1,x\n");
        try (RecordingReader reader = Recordings.open(none)) {
            assertThat(reader.next()).isNull();
        }
    }

    /** Counted with awk: 1654 spikes in 3236 rows of trial 748. */
    @Test
    void readsARealTrial() throws IOException {
        int spikes = 0;
        int rows = 0;
        try (RecordingReader reader =
                Recordings.open(TestData.require("neural-mcmaze").resolve("trial_748.csv"))) {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                spikes += little(record).getInt(28);
                rows++;
            }
            assertThat(reader.info().properties()).containsEntry("units", "182");
            assertThat(reader.skipped()).isZero();
        }
        assertThat(rows).isEqualTo(3236);
        assertThat(spikes).isEqualTo(1654);
    }

    private Path write(String name, byte[]... records) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] record : records) {
            all.write(record);
        }
        return Files.write(folder.resolve(name), all.toByteArray());
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
