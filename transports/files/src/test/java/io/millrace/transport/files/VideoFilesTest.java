package io.millrace.transport.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingReader;
import io.millrace.testkit.TestData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VideoFilesTest {

    @TempDir
    Path folder;

    /** Frames that count their bytes, as a YUV4MPEG2 file. */
    private static byte[] y4m(String header, String frame, int frames, int frameBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("YUV4MPEG2 " + header + "\n").getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < frames; i++) {
            out.writeBytes((frame + "\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(pixels(i, frameBytes));
        }
        return out.toByteArray();
    }

    private static byte[] pixels(int frame, int bytes) {
        byte[] pixels = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            pixels[i] = (byte) (31 * frame + i);
        }
        return pixels;
    }

    private static Y4mReader reader(byte[] file) throws IOException {
        return Y4mReader.open("a.y4m", new ByteArrayInputStream(file));
    }

    /** Sizes as FFmpeg has them: the sides of the smaller planes are rounded up. */
    @ParameterizedTest
    @CsvSource({
        "W5 H3 F30000:1001 C420jpeg, 27",
        "W5 H3 F30000:1001 Ip A1:1, 27",
        "W5 H3 C422 F30000:1001, 33",
        "W5 H3 F30000:1001 C444 XCOLORRANGE=FULL, 45",
        "W5 H3 F30000:1001 Cmono, 15"
    })
    void readsFramesWithTheTimesOfTheirRate(String header, int frameBytes) throws IOException {
        String front = "YUV4MPEG2 " + header + "\nFRAME\n";
        try (Y4mReader reader = reader(y4m(header, "FRAME Ip", 4, frameBytes))) {
            assertThat(reader.info().rateHz()).isEqualTo(30_000 / 1001.0);
            assertThat(reader.info().origin()).isEqualTo(Origin.REPLAY);
            assertThat(reader.info().properties()).isEqualTo(Map.of("width", "5", "height", "3"));
            for (int i = 0; i < 4; i++) {
                byte[] record = Objects.requireNonNull(reader.next());
                assertThat(new String(record, 0, front.length(), StandardCharsets.US_ASCII))
                        .isEqualTo(front);
                assertThat(Arrays.copyOfRange(record, front.length(), record.length))
                        .isEqualTo(pixels(i, frameBytes));
                assertThat(reader.timeNanos()).isEqualTo(Math.round(i * 1001 / 30_000.0 * 1e9));
            }
            assertThat(reader.next()).isNull();
            assertThat(reader.skipped()).isZero();
        }
    }

    @Test
    void saysThatFramesAreSimulatedAndHasNoTimesWithoutARate() throws IOException {
        try (Y4mReader reader = reader(y4m("W2 H2 F0:0 XORIGIN=SIMULATED", "FRAME", 1, 6))) {
            assertThat(reader.info().origin()).isEqualTo(Origin.SIMULATED);
            assertThat(reader.info().rateHz()).isZero();
            assertThat(reader.next()).isNotNull();
            assertThat(reader.timeNanos()).isEqualTo(RecordTimer.UNKNOWN);
        }
    }

    @Test
    void countsAFrameThatIsCutOffAndWhatIsNoFrame() throws IOException {
        byte[] whole = y4m("W2 H2 F25:1", "FRAME", 2, 6);
        byte[] other = y4m("W2 H2 F25:1", "FRAMES", 2, 6);
        for (byte[] file : new byte[][] {Arrays.copyOf(whole, whole.length - 1), Arrays.copyOf(whole, 35)}) {
            try (Y4mReader reader = reader(file)) {
                assertThat(reader.next()).isNotNull();
                assertThat(reader.next()).isNull();
                assertThat(reader.next()).isNull();
                assertThat(reader.skipped()).isOne();
            }
        }
        try (Y4mReader reader = reader(other)) {
            assertThat(reader.next()).isNull();
            assertThat(reader.skipped()).isOne();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "W0 H2|Y4M has no such size: file=a.y4m, width=0, height=2 (expected 1..65535 each)",
                "W5|Y4M has no such size: file=a.y4m, width=5, height=0 (expected 1..65535 each)",
                "Wx H2|Y4M has no such size: file=a.y4m, width=-1, height=2 (expected 1..65535 each)",
                "W2 H2 C420p10|Y4M has other colours: file=a.y4m, colours=420p10 (expected 420, 420jpeg, 420mpeg2,"
                        + " 420paldv, 422, 444 or mono, 8 bits)",
                "W40000 H40000|Y4M frames are too large: file=a.y4m, width=40000, height=40000 (expected at most"
                        + " 268435456 bytes a frame)"
            })
    void refusesAHeaderThatCannotBe(String header, String message) {
        assertThatThrownBy(() -> reader(y4m(header, "FRAME", 1, 6)))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> reader(new byte[5000]))
                .hasMessage("Y4M has no header: file=a.y4m (expected a line YUV4MPEG2 of at most 1000 bytes)");
    }

    @Test
    void findsEachKindByItsContentOrItsName() throws IOException {
        Path y4m = Files.write(folder.resolve("clip"), y4m("W2 H2 F25:1", "FRAME", 2, 6));
        Path raw = folder.resolve("clip.yuv420p4x3.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(raw))) {
            out.write(pixels(0, 20));
            out.write(pixels(1, 20));
            out.write(7);
        }
        Path jpeg = Files.write(folder.resolve("a"), new byte[] {-1, (byte) 0xd8, -1, 4, 5});
        Path png = Files.write(folder.resolve("b"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 7});
        try (RecordingReader reader = Recordings.open(y4m)) {
            assertThat(reader.info().format()).isEqualTo("y4m");
        }
        try (RecordingReader reader = Recordings.open(raw)) {
            assertThat(reader.info().format()).isEqualTo("raw-video");
            assertThat(reader.info().properties()).isEqualTo(Map.of("pixels", "yuv420p", "width", "4", "height", "3"));
            assertThat(reader.next()).isEqualTo(pixels(0, 20));
            assertThat(reader.next()).isEqualTo(pixels(1, 20));
            assertThat(reader.next()).isNull();
            assertThat(reader.skipped()).isOne();
            assertThat(reader.timeNanos()).isEqualTo(RecordTimer.UNKNOWN);
        }
        for (Path picture : new Path[] {jpeg, png}) {
            try (RecordingReader reader = Recordings.open(picture)) {
                assertThat(reader.info().format()).isEqualTo("picture");
                assertThat(reader.next()).isEqualTo(Files.readAllBytes(picture));
                assertThat(reader.next()).isNull();
            }
        }
        Path large = Files.write(folder.resolve("clip.rgb2450000x50000"), new byte[1]);
        assertThatThrownBy(() -> Recordings.open(large))
                .hasMessage("frames are too large: file=" + large + ", bytes=7500000000 (expected at most 268435456)");
    }

    @Test
    void readsRealClips() throws IOException {
        try (RecordingReader reader = Recordings.open(TestData.require("av-grid/bbaf2n.gray160x128.gz"))) {
            int frames = 0;
            for (byte[] frame = reader.next(); frame != null; frame = reader.next()) {
                assertThat(frame).hasSize(160 * 128);
                frames++;
            }
            assertThat(frames).isEqualTo(75);
            assertThat(reader.skipped()).isZero();
        }
    }
}
