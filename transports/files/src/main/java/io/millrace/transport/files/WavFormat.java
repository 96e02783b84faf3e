package io.millrace.transport.files;

import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.RecordingReader;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The {@code wav} format: RIFF or RF64 with linear PCM of 8, 16, 24 or 32 bits or floating point of 32 or 64, plain or
 * WAVE_FORMAT_EXTENSIBLE, its sizes stated or left open as a streaming writer leaves them. A record is 10 ms of it as a
 * small WAV of its own: a canonical header of {@value WavHeader#CANONICAL_BYTES} bytes, then the samples as they stand in
 * the file; the decoder {@code pcm-audio} reads it.
 *
 * <p>A comment {@code millrace-recording: origin=simulated, key=value} in a LIST INFO chunk (ICMT) before the samples says
 * where they come from, as in text recordings.
 */
public final class WavFormat implements RecordingFormat {

    static final String NAME = "wav";

    /** Made by the service loader. */
    public WavFormat() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean matches(Path file, byte[] head) {
        return head.length >= 12 && (isAt(head, 0, "RIFF") || isAt(head, 0, "RF64")) && isAt(head, 8, "WAVE");
    }

    private static boolean isAt(byte[] head, int offset, String word) {
        for (int i = 0; i < word.length(); i++) {
            if (head[offset + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public RecordingReader open(Path file) throws IOException {
        return WavReader.open(file.toString(), Recordings.stream(file));
    }
}
