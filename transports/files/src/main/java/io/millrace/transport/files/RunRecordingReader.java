package io.millrace.transport.files;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import io.millrace.protocol.FrameMessages;
import io.millrace.protocol.mcap.McapItem;
import io.millrace.protocol.mcap.McapReader;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what one source of a recorded run gave; a file that was cut off up to where it is whole. */
final class RunRecordingReader implements RecordingReader {

    private final McapReader reader;
    private final String topic;
    private final Map<String, String> properties = new TreeMap<>();
    private final RecordingInfo info;
    private int channel = -1;
    private @Nullable Frame ahead;
    private long timeNanos = RecordTimer.UNKNOWN;

    RunRecordingReader(McapReader reader, String topic) throws IOException {
        this.reader = reader;
        this.topic = topic;
        try {
            this.ahead = read();
        } catch (IOException e) {
            reader.close();
            throw e;
        }
        Origin origin =
                ahead == null ? Origin.REPLAY : ahead.provenance().origin().weaker(Origin.REPLAY);
        this.info = new RecordingInfo("mcap", origin, 0, properties);
    }

    @Override
    public RecordingInfo info() {
        return info;
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        Frame frame = ahead;
        if (frame == null) {
            return null;
        }
        timeNanos = frame.arrivalNanos();
        ahead = read();
        if (frame.payload() instanceof Tensor tensor && tensor.type().bytes() == 1) {
            return tensor.asBytes();
        }
        throw new IOException("frame is no record: topic=" + topic + ", sequence=" + frame.sequence() + ", payload="
                + frame.payload() + " (expected a tensor of bytes)");
    }

    @Override
    public long timeNanos() {
        return timeNanos;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private @Nullable Frame read() throws IOException {
        for (McapItem item = reader.next(); item != null; item = reader.next()) {
            if (item instanceof McapItem.Metadata words && words.name().equals("millrace")) {
                words.entries().forEach((word, value) -> properties.put(word, value));
            } else if (item instanceof McapItem.Channel named && named.topic().equals(topic)) {
                channel = named.id();
            } else if (item instanceof McapItem.Message message && message.channel() == channel) {
                return FrameMessages.parse(message.data());
            }
        }
        return null;
    }
}
