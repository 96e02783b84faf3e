package io.millrace.transport.files;

import io.millrace.api.frame.Origin;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.transport.RecordingInfo;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a WAV file in records of 10 ms, without ever holding more than one. */
final class WavReader implements RecordingReader {

    private static final int RECORDS_PER_SECOND = 100;

    private final InputStream in;
    private final WavHeader header;
    private final RecordingInfo info;
    private final int recordFrames;
    private long missingBytes;
    private long nextFrame;
    private long timeNanos = RecordTimer.UNKNOWN;
    private long skipped;

    private WavReader(InputStream in, WavHeader header, WavChunks chunks) {
        this.in = in;
        this.header = header;
        this.recordFrames = Math.max(1, header.sampleRateHz() / RECORDS_PER_SECOND);
        this.missingBytes = chunks.dataBytes();
        Map<String, String> properties = new LinkedHashMap<>(chunks.properties());
        boolean simulated = Origin.SIMULATED.word().equals(properties.remove("origin"));
        properties.put("encoding", header.encoding());
        properties.put("channels", Integer.toString(header.channels()));
        properties.put("sample-rate-hz", Integer.toString(header.sampleRateHz()));
        if (missingBytes != WavChunks.TO_THE_END) {
            double seconds = (double) missingBytes / header.frameBytes() / header.sampleRateHz();
            properties.put("duration-s", String.format(Locale.ROOT, "%.3f", seconds));
        }
        double rateHz = (double) header.sampleRateHz() / recordFrames;
        this.info = new RecordingInfo(WavFormat.NAME, simulated ? Origin.SIMULATED : Origin.REPLAY, rateHz, properties);
    }

    /** Reads up to the first sample; closes the stream if that fails. */
    static WavReader open(String file, InputStream in) throws IOException {
        try {
            WavChunks chunks = new WavChunks(file, in);
            return new WavReader(in, chunks.readToData(), chunks);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public RecordingInfo info() {
        return info;
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        int wanted = (int) Math.min(missingBytes, (long) recordFrames * header.frameBytes());
        byte[] samples = in.readNBytes(wanted);
        int frames = samples.length / header.frameBytes();
        int bytes = frames * header.frameBytes();
        missingBytes -= samples.length;
        if (bytes < samples.length) {
            skipped++; // the file ends within a sample
        }
        if (frames == 0) {
            missingBytes = 0;
            return null;
        }
        ByteBuffer record = ByteBuffer.allocate(WavHeader.CANONICAL_BYTES + bytes);
        header.putCanonical(record, bytes);
        record.put(samples, 0, bytes);
        timeNanos = Math.round(nextFrame * 1e9 / header.sampleRateHz());
        nextFrame += frames;
        return record.array();
    }

    @Override
    public long timeNanos() {
        return timeNanos;
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
