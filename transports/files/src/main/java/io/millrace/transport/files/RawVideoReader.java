package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads frames of one length. When they were taken only the decoder's settings can tell. */
final class RawVideoReader implements RecordingReader {

    private final InputStream in;
    private final RecordingInfo info;
    private final int frameBytes;
    private long skipped;

    RawVideoReader(InputStream in, String pixels, int width, int height, int frameBytes) {
        this.in = in;
        this.frameBytes = frameBytes;
        Map<String, String> properties =
                Map.of("pixels", pixels, "width", Integer.toString(width), "height", Integer.toString(height));
        this.info = new RecordingInfo("raw-video", Origin.REPLAY, 0, properties);
    }

    @Override
    public RecordingInfo info() {
        return info;
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        byte[] frame = in.readNBytes(frameBytes);
        if (frame.length == frameBytes) {
            return frame;
        }
        skipped += frame.length > 0 ? 1 : 0; // the file ends within a frame
        return null;
    }

    @Override
    public long timeNanos() {
        return RecordTimer.UNKNOWN;
    }

    @Override
    public long skipped() {
        return skipped;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
