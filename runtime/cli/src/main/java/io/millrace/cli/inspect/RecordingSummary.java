package io.millrace.cli.inspect;

import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import io.millrace.kernels.csi.wire.CsiField;
import io.millrace.kernels.csi.wire.CsiPacket;
import io.millrace.kernels.csi.wire.CsiParser;
import io.millrace.kernels.csi.wire.ParseResult;
import io.millrace.transport.files.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a recording holds.
 *
 * @param file the file
 * @param info what it says of itself
 * @param records records of any kind
 * @param refused records that are no CSI packet, by reason
 * @param senders those who sent packets
 */
public record RecordingSummary(
        Path file, RecordingInfo info, long records, Map<String, Long> refused, List<SenderSummary> senders) {

    private static final int MOST_SENDERS = 1024;

    /**
     * Makes the collections immutable.
     *
     * @param file the file
     * @param info what it says of itself
     * @param records records of any kind
     * @param refused records that are no CSI packet
     * @param senders those who sent packets
     */
    public RecordingSummary {
        refused = Map.copyOf(refused);
        senders = List.copyOf(senders);
    }

    /**
     * Reads a recording from end to end.
     *
     * @param file the file
     * @return what it holds
     * @throws IOException if it cannot be read, or no format is known for it
     */
    public static RecordingSummary of(Path file) throws IOException {
        CsiParser parser = new CsiParser();
        CsiPacket packet = new CsiPacket();
        Map<String, SenderStats> senders = new LinkedHashMap<>();
        Map<String, Long> refused = new TreeMap<>();
        long records = 0;
        try (RecordingReader reader = Recordings.open(file)) {
            byte @Nullable [] record = reader.next();
            while (record != null) {
                records++;
                ParseResult result = parser.parse(record, 0, record.length, packet);
                if (result == ParseResult.OK) {
                    String sender = sender(packet);
                    if (senders.size() < MOST_SENDERS || senders.containsKey(sender)) {
                        senders.computeIfAbsent(sender, SenderStats::new).add(packet, reader.timeNanos());
                    }
                } else {
                    refused.merge(result.reason(), 1L, Long::sum);
                }
                record = reader.next();
            }
            RecordingInfo info = reader.info();
            List<SenderSummary> summaries = new ArrayList<>();
            senders.values().forEach(s -> summaries.add(s.summary(info.rateHz())));
            return new RecordingSummary(file, info, records, refused, summaries);
        }
    }

    private static String sender(CsiPacket packet) {
        if (!packet.has(CsiField.MAC)) {
            return packet.has(CsiField.NODE_ID) ? "node " + packet.nodeId() : "unnamed";
        }
        StringBuilder mac = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= 8) {
            mac.append(mac.isEmpty() ? "" : ":")
                    .append(String.format(Locale.ROOT, "%02x", packet.mac() >> shift & 0xff));
        }
        return mac.toString();
    }

    /**
     * Packets of all senders.
     *
     * @return the sum
     */
    public long packets() {
        return senders.stream().mapToLong(SenderSummary::packets).sum();
    }

    /**
     * The summary for programs.
     *
     * @return maps and lists
     */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", file.toString());
        json.put("format", info.format());
        json.put("origin", info.origin().word());
        json.put("rateHz", info.rateHz());
        json.put("properties", new TreeMap<>(info.properties()));
        json.put("records", records);
        json.put("packets", packets());
        json.put("refused", new TreeMap<>(refused));
        json.put("senders", senders.stream().map(SenderSummary::json).toList());
        return json;
    }
}
