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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapTest {

    private static final int ETHERNET = 1;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream capture = new ByteArrayOutputStream();

    private void header(ByteOrder order, int magic, int link) {
        ByteBuffer header = ByteBuffer.allocate(24).order(order);
        header.putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putInt(0)
                .putInt(0)
                .putInt(65535)
                .putInt(link);
        capture.writeBytes(header.array());
    }

    private void packet(ByteOrder order, int seconds, int fraction, byte[] packet, int onTheWire) {
        ByteBuffer header = ByteBuffer.allocate(16).order(order);
        header.putInt(seconds).putInt(fraction).putInt(packet.length).putInt(onTheWire);
        capture.writeBytes(header.array());
        capture.writeBytes(packet);
    }

    private void packet(byte[] packet) {
        packet(ByteOrder.LITTLE_ENDIAN, 1, 0, packet, packet.length);
    }

    private RecordingReader open() throws IOException {
        return Recordings.open(Files.write(folder.resolve("c.pcap"), capture.toByteArray()));
    }

    private static List<byte[]> all(RecordingReader reader) throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (byte[] record = reader.next(); record != null; record = reader.next()) {
            records.add(record);
        }
        return records;
    }

    private static byte[] udp(byte[] content) {
        ByteBuffer udp = ByteBuffer.allocate(8 + content.length);
        udp.putShort((short) 7502)
                .putShort((short) 7502)
                .putShort((short) (8 + content.length))
                .putShort((short) 0);
        return udp.put(content).array();
    }

    /** An IPv4 packet in an Ethernet frame; offset in bytes. */
    private static byte[] ethernet(byte[] part, int id, int offset, boolean more, int protocol) {
        ByteBuffer frame = ByteBuffer.allocate(14 + 20 + part.length);
        frame.position(12);
        frame.putShort((short) 0x0800);
        frame.put((byte) 0x45) // version 4, header of 5 words
                .put((byte) 0)
                .putShort((short) (20 + part.length))
                .putShort((short) id)
                .putShort((short) (offset / 8 | (more ? 0x2000 : 0)))
                .put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt(0x0a000001)
                .putInt(0x0a000002)
                .put(part);
        return frame.array();
    }

    private static byte[] ethernet(byte[] content) {
        return ethernet(udp(content), 1, 0, false, 17);
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void readsDatagramsWithTheirTimes() throws IOException {
        header(ByteOrder.LITTLE_ENDIAN, PcapFormat.MICROS, ETHERNET);
        packet(ByteOrder.LITTLE_ENDIAN, 10, 250, ethernet(new byte[] {1, 2, 3}), 45);
        packet(ethernet(new byte[0]));
        try (RecordingReader reader = open()) {
            assertThat(reader.info().format()).isEqualTo("pcap");
            assertThat(reader.next()).containsExactly(1, 2, 3);
            assertThat(reader.timeNanos()).isEqualTo(10_000_250_000L);
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isNull();
            assertThat(reader.skipped()).isZero();
        }
    }

    @Test
    void readsNanosecondsInTheOtherByteOrder() throws IOException {
        header(ByteOrder.BIG_ENDIAN, PcapFormat.NANOS, 101);
        byte[] ip = Arrays.copyOfRange(ethernet(new byte[] {7}), 14, 14 + 29);
        packet(ByteOrder.BIG_ENDIAN, 1, 7, ip, ip.length);
        try (RecordingReader reader = open()) {
            assertThat(reader.next()).containsExactly(7);
            assertThat(reader.timeNanos()).isEqualTo(1_000_000_007L);
        }
    }

    @Test
    void putsFragmentsTogetherInAnyOrder() throws IOException {
        byte[] content = bytes(8448, 4);
        byte[] whole = udp(content);
        header(ByteOrder.LITTLE_ENDIAN, PcapFormat.MICROS, ETHERNET);
        int[] cuts = {2960, 0, 5920, 1480, 4440, 7400};
        for (int cut : cuts) {
            int end = Math.min(whole.length, cut + 1480);
            packet(ethernet(Arrays.copyOfRange(whole, cut, end), 77, cut, end < whole.length, 17));
            packet(ethernet(new byte[] {(byte) cut})); // others pass between the parts
        }
        try (RecordingReader reader = open()) {
            assertThat(all(reader)).hasSize(7).contains(content);
            assertThat(reader.skipped()).isZero();
        }
    }

    @Test
    void countsWhatIsNoWholeDatagram() throws IOException {
        header(ByteOrder.LITTLE_ENDIAN, PcapFormat.MICROS, ETHERNET);
        packet(ethernet(udp(new byte[] {1}), 1, 0, false, 6)); // TCP
        packet(new byte[] {1, 2, 3}); // no frame
        packet(ByteOrder.LITTLE_ENDIAN, 1, 0, ethernet(new byte[40]), 2000); // cut off by the capture
        packet(ethernet(Arrays.copyOf(udp(new byte[64]), 64), 5, 0, true, 17)); // the rest never comes
        packet(ethernet(new byte[] {9}));
        capture.writeBytes(new byte[] {1, 2, 3}); // the capture was killed
        try (RecordingReader reader = open()) {
            assertThat(all(reader)).containsExactly(new byte[] {9});
            assertThat(reader.skipped()).isEqualTo(4);
        }
    }

    @Test
    void holdsABoundedNumberOfOpenDatagrams() throws IOException {
        header(ByteOrder.LITTLE_ENDIAN, PcapFormat.MICROS, ETHERNET);
        for (int id = 0; id < 1000; id++) {
            packet(ethernet(Arrays.copyOf(udp(new byte[64]), 64), id, 0, true, 17));
        }
        try (RecordingReader reader = open()) {
            assertThat(all(reader)).isEmpty();
            assertThat(reader.skipped()).isEqualTo(1000);
        }
    }

    @Test
    void aFirstDatagramMaySayWhereTheRestComesFrom() throws IOException {
        header(ByteOrder.LITTLE_ENDIAN, PcapFormat.MICROS, ETHERNET);
        packet(ethernet("# millrace-recording: origin=simulated, seed=7".getBytes(StandardCharsets.UTF_8)));
        packet(ByteOrder.LITTLE_ENDIAN, 3, 0, ethernet(new byte[] {5}), 43);
        try (RecordingReader reader = open()) {
            assertThat(reader.info().origin()).isEqualTo(Origin.SIMULATED);
            assertThat(reader.info().properties()).containsExactly(Map.entry("seed", "7"));
            assertThat(reader.next()).containsExactly(5);
            assertThat(reader.timeNanos()).isEqualTo(3_000_000_000L);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void refusesOtherNetworksAndSizesThatCannotBe() throws IOException {
        header(ByteOrder.LITTLE_ENDIAN, PcapFormat.MICROS, 127);
        Path file = Files.write(folder.resolve("wifi.pcap"), capture.toByteArray());
        assertThatThrownBy(() -> Recordings.open(file))
                .hasMessage("capture is of another network: file=" + file
                        + ", linkType=127 (expected 1 Ethernet, 101 raw IP or 113 Linux cooked)");
        capture.reset();
        header(ByteOrder.LITTLE_ENDIAN, PcapFormat.MICROS, ETHERNET);
        capture.writeBytes(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, 127, 0, 0, 0, 0});
        assertThatThrownBy(this::open)
                .hasMessage("capture is malformed: file=" + folder.resolve("c.pcap")
                        + ", packetBytes=2147483647 (expected 0..262144)");
    }

    @Test
    void readsARealCapture() throws IOException {
        Path file = TestData.require("lidar-ouster/OS-1-128_v2.3.0_1024x10_lb_n3.pcap");
        try (RecordingReader reader = Recordings.open(file)) {
            List<byte[]> records = all(reader);
            assertThat(records.stream().filter(r -> r.length == 8448)).hasSize(192);
            assertThat(records.stream().filter(r -> r.length == 48)).hasSize(30);
            assertThat(records).hasSize(222);
            assertThat(reader.skipped()).isZero();
        }
    }
}
