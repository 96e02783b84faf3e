package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the UDP datagrams of one capture. What is captured but is no whole UDP datagram (other protocols, packets cut off
 * by the capture, fragments without their rest) is skipped and counted; a capture that ends within a packet ends there.
 *
 * <pre>
 * file header    magic u32 | version u16 u16 | zone i32 | accuracy u32 | longest u32 | link type u32
 * packet header  seconds u32 | micro- or nanoseconds u32 | bytes kept u32 | bytes on the wire u32
 * </pre>
 *
 * @see <a href="https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-02.html">PCAP Capture File Format</a>
 */
final class PcapReader implements RecordingReader {

    private static final int MAX_PACKET_BYTES = 1 << 18;

    private final Path file;
    private final DataInputStream in;
    private final boolean swapped;
    private final long fractionNanos;
    private final UdpPackets packets;
    private final RecordingInfo info;
    private byte @Nullable [] ahead;
    private long aheadNanos = RecordTimer.UNKNOWN;
    private long timeNanos = RecordTimer.UNKNOWN;
    private long skipped;

    PcapReader(Path file, DataInputStream in) throws IOException {
        this.file = file;
        this.in = in;
        int magic = in.readInt();
        this.swapped = magic != PcapFormat.MICROS && magic != PcapFormat.NANOS;
        this.fractionNanos = (swapped ? Integer.reverseBytes(magic) : magic) == PcapFormat.NANOS ? 1 : 1000;
        in.skipNBytes(16);
        int link = readInt() & 0x0fff_ffff;
        this.packets = new UdpPackets(link);
        if (!packets.isKnown()) {
            throw new IOException("capture is of another network: file=" + file + ", linkType=" + link
                    + " (expected 1 Ethernet, 101 raw IP or 113 Linux cooked)");
        }
        this.ahead = read();
        Map<String, String> properties = properties();
        boolean simulated = Origin.SIMULATED.word().equals(properties.remove("origin"));
        this.info = new RecordingInfo("pcap", simulated ? Origin.SIMULATED : Origin.REPLAY, 0, properties);
    }

    /** A first datagram that is a comment is the file's word about itself, as in a recording of lines. */
    private Map<String, String> properties() throws IOException {
        Map<String, String> properties = new LinkedHashMap<>();
        if (ahead != null && ahead.length > 0 && ahead[0] == '#') {
            RecordingNote.read(new String(ahead, 1, ahead.length - 1, StandardCharsets.UTF_8).strip(), properties);
        }
        if (!properties.isEmpty()) {
            ahead = read();
        }
        return properties;
    }

    @Override
    public RecordingInfo info() {
        return info;
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        byte[] datagram = ahead;
        timeNanos = aheadNanos;
        ahead = datagram == null ? null : read();
        return datagram;
    }

    private byte @Nullable [] read() throws IOException {
        while (true) {
            byte[] packet = packet();
            if (packet == null) {
                skipped += packets.unfinished();
                return null;
            }
            byte[] datagram = packets.payload(packet);
            if (datagram != null) {
                return datagram;
            }
            if (!packets.wasFragment()) {
                skipped++;
            }
        }
    }

    @Override
    public long timeNanos() {
        return timeNanos;
    }

    @Override
    public long skipped() {
        return skipped + packets.given();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** The next packet whole, or null at the end. Packets that the capture cut off are counted. */
    private byte @Nullable [] packet() throws IOException {
        try {
            while (true) {
                long seconds = readInt() & 0xffff_ffffL;
                long fraction = readInt() & 0xffff_ffffL;
                int kept = readInt();
                int onTheWire = readInt();
                if (kept < 0 || kept > MAX_PACKET_BYTES) {
                    throw new IOException("capture is malformed: file=" + file + ", packetBytes=" + kept
                            + " (expected 0.." + MAX_PACKET_BYTES + ")");
                }
                byte[] packet = in.readNBytes(kept);
                if (packet.length < kept) {
                    skipped++;
                    return null;
                }
                aheadNanos = seconds * 1_000_000_000L + fraction * fractionNanos;
                if (kept >= onTheWire) {
                    return packet;
                }
                skipped++;
            }
        } catch (EOFException e) {
            return null; // the usual end: between two packets, or within a header that was never written out
        }
    }

    private int readInt() throws IOException {
        int value = in.readInt();
        return swapped ? Integer.reverseBytes(value) : value;
    }
}
