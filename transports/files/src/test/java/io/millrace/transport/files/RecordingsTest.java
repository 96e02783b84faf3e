package io.millrace.transport.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import io.millrace.testkit.TestData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingsTest {

    @TempDir
    Path folder;

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<byte[]> all(RecordingReader reader) throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (byte[] record = reader.next(); record != null; record = reader.next()) {
            records.add(record);
        }
        return records;
    }

    @Test
    void readsLinesWithWhatTheFileSaysOfItself() throws IOException {
        Path file = file(
                "log.csv",
                utf8("# millrace-recording: origin=simulated, seed=7, rate-hz=50\n# second comment\nfirst\r\n\nlast"));
        try (RecordingReader reader = Recordings.open(file)) {
            assertThat(reader.info().format()).isEqualTo("lines");
            assertThat(reader.info().origin()).isEqualTo(Origin.SIMULATED);
            assertThat(reader.info().rateHz()).isEqualTo(50);
            assertThat(reader.info().properties()).containsEntry("seed", "7");
            assertThat(all(reader))
                    .extracting(r -> new String(r, StandardCharsets.UTF_8))
                    .containsExactly("first", "last");
            assertThat(reader.timeNanos()).isEqualTo(RecordTimer.UNKNOWN);
        }
    }

    @Test
    void aRecordingIsNeverReal() throws IOException {
        try (RecordingReader reader =
                Recordings.open(file("log.txt", utf8("# millrace-recording: origin=real\nx\n")))) {
            assertThat(reader.info().origin()).isEqualTo(Origin.REPLAY);
        }
    }

    @Test
    void unpacksGzip() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(utf8("a\nb\n"));
        }
        try (RecordingReader reader = Recordings.open(file("log.gz", packed.toByteArray()))) {
            assertThat(all(reader)).hasSize(2);
        }
    }

    @Test
    void countsLinesThatAreTooLongAndGoesOn() throws IOException {
        byte[] content = utf8("a\n" + "x".repeat(70_000) + "\nb\n");
        try (RecordingReader reader = Recordings.open(file("log.txt", content))) {
            assertThat(all(reader)).extracting(r -> r.length).containsExactly(1, 1);
            assertThat(reader.skipped()).isEqualTo(1);
        }
    }

    @Test
    void deliversRowsOfAnArchiveAsDatagrams() throws IOException {
        byte[] rows = {1, 2, 3, 4, 5, 6, -7, -8};
        Path file = archive("csi_data", npy("|i1", "(2, 4)", rows), "duration_ms", npy("<f8", "()", f64(20)));
        try (RecordingReader reader = Recordings.open(file)) {
            assertThat(reader.info().rateHz()).isEqualTo(100);
            byte[] first = reader.next();
            assertThat(reader.timeNanos()).isZero();
            byte[] second = reader.next();
            assertThat(reader.timeNanos()).isEqualTo(10_000_000);
            assertThat(reader.next()).isNull();
            ByteBuffer datagram = ByteBuffer.wrap(second).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(datagram.getInt(0)).isEqualTo(0xC5110001);
            assertThat(datagram.getShort(6)).isEqualTo((short) 2);
            assertThat(datagram.getInt(12)).isEqualTo(1);
            assertThat(second).hasSize(24).endsWith(5, 6, -7, -8);
            assertThat(first).endsWith(1, 2, 3, 4);
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() throws IOException {
        Path binary = file("x.bin", new byte[] {1, 2, 3});
        String formats = ServiceLoader.load(RecordingFormat.class).stream()
                .map(format -> format.get().name())
                .collect(Collectors.joining(", "));
        assertThat(formats)
                .startsWith("frames, ")
                .endsWith(", lines"); // the one that takes almost any text is asked last
        assertThatThrownBy(() -> Recordings.open(binary))
                .hasMessage(
                        "recording not understood: file=" + binary + " (expected one of the formats " + formats + ")");
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> Recordings.open(absent))
                .hasMessage(
                        "recording cannot be read: file=" + absent + ", cause=no such file (expected a readable file)");
    }

    @Test
    void anArchiveOfSomethingElseHoldsNoPacketsButSaysWhatItHolds() throws IOException {
        Path other = archive("weights", npy("<f4", "(2, 1)", new byte[8]), "label", npy("<U2", "()", new byte[8]));
        try (RecordingReader reader = Recordings.open(other)) {
            assertThat(reader.next()).isNull();
            assertThat(reader.info().properties()).containsEntry("weights", "f4[2, 1]");
        }
    }

    @Test
    void refusesMalformedArchives() throws IOException {
        Path odd = archive("csi_data", npy("|i1", "(1, 3)", new byte[3]));
        assertThatThrownBy(() -> Recordings.open(odd))
                .hasMessage("archive holds no CSI: file=" + odd
                        + ", csi_data=[1, 3] (expected csi_data of int8 [packets, 2 x sub-carriers])");
        assertThatThrownBy(() -> Recordings.open(archive("csi_data", npy("|i1", "(4, 4)", new byte[3]))))
                .hasMessage("npy array is malformed: array=csi_data, bytes=3 (expected 16, from its header)");
        assertThatThrownBy(() -> Recordings.open(archive("csi_data", npy("|i1", "(99999, 99999)", new byte[3]))))
                .hasMessage("npy array is malformed: array=csi_data, bytes=9999800001 (expected at most 1073741824)");
        assertThatThrownBy(() -> Recordings.open(archive("csi_data", utf8("not an array"))))
                .hasMessageStartingWith("npy array is malformed: array=csi_data, start=")
                .hasMessageEndingWith("(expected the numpy magic and a version 1..3)");
        assertThatThrownBy(() -> Recordings.open(archive("csi_data", npy(">f4", "(1,)", new byte[4]))))
                .hasMessageContaining("(expected little-endian data in C order)");
    }

    @Test
    void skipsAndCountsJsonRowsThatAreNoCsi() throws IOException {
        String good = "{\"timestamp\": 2.5, \"node_id\": 3, \"type\": \"raw_csi\", \"iq_hex\": \"0102\","
                + " \"subcarriers\": 1, \"rssi\": -40, \"nested\": {\"a\": [1]}}\n";
        String oneCarrierTooMany = good.replace("\"subcarriers\": 1", "\"subcarriers\": 2");
        String notHex = good.replace("0102", "01xy");
        String vitals = good.replace("raw_csi", "vitals");
        Path file = file("x.jsonl", utf8(good + oneCarrierTooMany + notHex + vitals + "{broken\n" + good));
        try (RecordingReader reader = Recordings.open(file)) {
            byte[] datagram = reader.next();
            assertThat(reader.timeNanos()).isEqualTo(2_500_000_000L);
            assertThat(datagram).hasSize(22).endsWith(1, 2);
            assertThat(datagram[4]).isEqualTo((byte) 3);
            assertThat(datagram[16]).isEqualTo((byte) -40);
            assertThat(all(reader)).hasSize(1);
            assertThat(reader.skipped()).isEqualTo(4);
        }
    }

    /** Counts by {@code numpy.load(f)['csi_data'].shape}. */
    @ParameterizedTest
    @CsvSource({
        "baseline_c3_64sc_20260329_130303.npz, 1017, c3, true",
        "movement_esp32_64sc_20260310_232137.npz, 1086, esp32, false",
        "baseline_c6_64sc_20260310_230414.npz, 1351, c6, true",
    })
    void readsPublishedArchives(String name, int packets, String chip, String gainLocked) throws IOException {
        try (RecordingReader reader =
                Recordings.open(TestData.require("csi-espectre").resolve(name))) {
            assertThat(reader.info().properties()).containsEntry("chip", chip).containsEntry("gain_locked", gainLocked);
            assertThat(reader.info().rateHz()).isBetween(99.0, 145.0);
            assertThat(all(reader)).hasSize(packets).allMatch(r -> r.length == 148);
        }
    }

    /** {@code grep -c raw_csi} and {@code wc -l} on the file give the two counts. */
    @Test
    void readsARealCollectorsFile() throws IOException {
        Path file = TestData.require("csi-ruview").resolve("pretrain-1775182186.csi.jsonl");
        long rows;
        long csi;
        try (var lines = Files.lines(file)) {
            List<String> all = lines.toList();
            rows = all.size();
            csi = all.stream().filter(l -> l.contains("\"raw_csi\"")).count();
        }
        try (RecordingReader reader = Recordings.open(file)) {
            List<byte[]> records = all(reader);
            assertThat(csi).isPositive();
            assertThat(records).hasSize((int) csi);
            assertThat(reader.skipped()).isEqualTo(rows - csi);
            assertThat(records).extracting(r -> r.length).contains(148, 276);
        }
    }

    private Path archive(Object... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry(entries[i] + ".npy"));
                zip.write((byte[]) entries[i + 1]);
                zip.closeEntry();
            }
        }
        return file("a" + System.identityHashCode(bytes) + ".npz", bytes.toByteArray());
    }

    private static byte[] npy(String descr, String shape, byte[] data) {
        byte[] header = utf8("{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n");
        ByteBuffer out = ByteBuffer.allocate(10 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 0x93).put(utf8("NUMPY")).put((byte) 1).put((byte) 0).putShort((short) header.length);
        return out.put(header).put(data).array();
    }

    private static byte[] f64(double value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(value)
                .array();
    }
}
