package io.millrace.transport.files;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import io.millrace.protocol.FrameMessages;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads frames whose payloads are records: U8 tensors. The origin is the weakest claim of the first frame and replay. */
final class FramesReader implements RecordingReader {

    private static final int MAX_MESSAGE_BYTES = 64 << 20;

    private final InputStream in;
    private final RecordingInfo info;
    private @Nullable Frame ahead;
    private long timeNanos = RecordTimer.UNKNOWN;

    FramesReader(InputStream in) throws IOException {
        this.in = in;
        try {
            this.ahead = read();
        } catch (IOException e) {
            in.close();
            throw e;
        }
        Origin origin =
                ahead == null ? Origin.REPLAY : ahead.provenance().origin().weaker(Origin.REPLAY);
        this.info = new RecordingInfo("frames", origin, 0, Map.of());
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
        timeNanos = frame.timeNanos();
        ahead = read();
        if (frame.payload() instanceof Tensor tensor && tensor.type().bytes() == 1) {
            return tensor.asBytes();
        }
        throw new IOException("frame is no record: sequence=" + frame.sequence() + ", payload=" + frame.payload()
                + " (expected a tensor of bytes)");
    }

    @Override
    public long timeNanos() {
        return timeNanos;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private @Nullable Frame read() throws IOException {
        byte[] message = FrameMessages.readDelimited(in, MAX_MESSAGE_BYTES);
        return message == null ? null : FrameMessages.parse(message);
    }
}
