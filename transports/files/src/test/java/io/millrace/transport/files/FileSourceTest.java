package io.millrace.transport.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.time.SystemClock;
import io.millrace.api.transport.SourceConnection;
import io.millrace.testkit.RecordingIngress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FileSourceTest {

    @TempDir
    Path folder;

    private final RecordingIngress recorder = new RecordingIngress();

    private SourceConnection open(String speed, int repeat, Path... paths) throws IOException {
        return new FileSource()
                .open(
                        new FileSettings(List.of(paths), speed, repeat, null),
                        recorder.context("csi", SystemClock.INSTANCE, "sensor"));
    }

    private Path lines(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void playsSeveralFilesAsOneStreamWithRepeatableTimes() throws Exception {
        Path a = lines("a.txt", "# millrace-recording: rate-hz=100\nx\ny\n");
        Path b = lines("b.txt", "# millrace-recording: rate-hz=50\nz\n");
        try (SourceConnection source = open("max", 2, a, b)) {
            source.start();
            recorder.awaitComplete();
        }
        assertThat(recorder.frames()).extracting(Frame::sequence).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(recorder.frames())
                .extracting(f -> f.arrivalNanos() / 1_000_000)
                .containsExactly(0L, 10L, 30L, 40L, 50L, 70L);
        assertThat(recorder.frames()).allMatch(f -> f.provenance().origin() == Origin.REPLAY);
    }

    @Test
    void offersAgainWhatDidNotFit() throws Exception {
        recorder.fullEvery(2);
        try (SourceConnection source = open("max", 1, lines("a.txt", "1\n2\n3\n4\n5\n"))) {
            source.start();
            recorder.awaitComplete();
        }
        assertThat(recorder.frames()).extracting(Frame::sequence).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void aSimulatedRecordingStaysSimulated() throws Exception {
        try (SourceConnection source = open("max", 1, lines("a.txt", "# millrace-recording: origin=simulated\n1\n"))) {
            assertThat(source.origin(Origin.REAL)).isEqualTo(Origin.SIMULATED);
            source.start();
            recorder.awaitComplete();
        }
        assertThat(recorder.frames())
                .singleElement()
                .matches(f -> f.provenance().origin() == Origin.SIMULATED);
    }

    @Test
    void countsRecordsThatCannotBeRead() throws Exception {
        try (SourceConnection source = open("max", 1, lines("a.txt", "1\n" + "x".repeat(70_000) + "\n2\n"))) {
            source.start();
            recorder.awaitComplete();
        }
        assertThat(recorder.lost()).isEqualTo(Map.of("unreadable-record", 1L));
    }

    @Test
    void closingStopsInTheMiddleOfAWait() throws Exception {
        SourceConnection source = open("recorded", 1, lines("a.txt", "# millrace-recording: rate-hz=0.01\n1\n2\n"));
        source.start();
        recorder.awaitFrames(1);
        source.close();
        assertThat(recorder.frames()).hasSize(1);
    }

    @Test
    void refusesAMissingFileAtOnce() {
        Path absent = folder.resolve("absent.csv");
        assertThatThrownBy(() -> open("max", 1, absent))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "recording cannot be read: file=" + absent + ", cause=no such file (expected a readable file)");
    }
}
