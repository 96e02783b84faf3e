package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads the JSON lines of one file. */
final class Adr018JsonReader implements RecordingReader {

    private static final int MAX_CARRIERS = 4096;

    private final LinesReader lines;
    private final JsonFactory json = new JsonFactory();
    private long timeNanos = RecordTimer.UNKNOWN;
    private long skipped;

    // The rows tell no sequence numbers: each node's are counted, so that they show no gaps nobody measured.
    private final int[] sequenceOfNode = new int[256];

    Adr018JsonReader(InputStream in) throws IOException {
        this.lines = new LinesReader(in);
    }

    @Override
    public RecordingInfo info() {
        return new RecordingInfo("adr018-jsonl", Origin.REPLAY, 0, Map.of());
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            byte[] datagram = datagram(line);
            if (datagram != null) {
                return datagram;
            }
            skipped++;
        }
        return null;
    }

    @Override
    public long timeNanos() {
        return timeNanos;
    }

    @Override
    public long skipped() {
        return skipped + lines.skipped();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    private byte @Nullable [] datagram(byte[] line) {
        Row row = new Row();
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                row.take(parser.currentName(), parser.nextToken(), parser);
            }
        } catch (JacksonException e) {
            return null; // counted by the caller
        }
        if (!"raw_csi".equals(row.type) || row.hex.length() != 4 * row.carriers || row.carriers > MAX_CARRIERS) {
            return null;
        }
        try {
            byte[] values = HexFormat.of().parseHex(row.hex);
            timeNanos = Math.round(row.seconds * 1e9);
            return Adr018Datagram.of(
                    row.node,
                    row.carriers,
                    0,
                    sequenceOfNode[row.node & 0xFF]++,
                    row.rssi,
                    0,
                    values,
                    0,
                    values.length);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What is taken from one line. */
    private static final class Row {

        private String type = "";
        private String hex = "";
        private double seconds;
        private int node;
        private int carriers;
        private int rssi;

        void take(String name, JsonToken token, JsonParser parser) {
            if (token == JsonToken.VALUE_STRING) {
                switch (name) {
                    case "type" -> type = parser.getString();
                    case "iq_hex" -> hex = parser.getString();
                    default -> {
                        // not needed
                    }
                }
            } else if (token.isNumeric()) {
                switch (name) {
                    case "timestamp" -> seconds = parser.getDoubleValue();
                    case "node_id" -> node = (int) parser.getDoubleValue();
                    case "subcarriers" -> carriers = (int) parser.getDoubleValue();
                    case "rssi" -> rssi = (int) parser.getDoubleValue();
                    default -> {
                        // not needed
                    }
                }
            } else if (token.isStructStart()) {
                parser.skipChildren();
            }
        }
    }
}
