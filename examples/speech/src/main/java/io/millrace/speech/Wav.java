package io.millrace.speech;

import io.millrace.api.transport.RecordingReader;
import io.millrace.kernels.audio.PcmEncoding;
import io.millrace.transport.files.Recordings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Whole WAV files as arrays, for scores and tests that look at all of a clip. */
public final class Wav {

    private static final int HEADER_BYTES = 44;

    private Wav() {}

    /**
     * Reads a file of one channel.
     *
     * @param file a WAV file
     * @return its samples, ±1
     * @throws IOException if it cannot be read, is no WAV or has several channels
     */
    public static float[] mono(Path file) throws IOException {
        float[][] channels = read(file);
        if (channels.length != 1) {
            throw new IOException("clip is not mono: file=" + file + ", channels=" + channels.length + " (expected 1)");
        }
        return channels[0];
    }

    /**
     * Reads a file.
     *
     * @param file a WAV file
     * @return its samples, ±1, one array a channel
     * @throws IOException if it cannot be read or is no WAV
     */
    public static float[][] read(Path file) throws IOException {
        try (RecordingReader reader = Recordings.open(file)) {
            if (!reader.info().format().equals("wav")) {
                throw new IOException("clip is no WAV: file=" + file + ", format="
                        + reader.info().format() + " (expected wav)");
            }
            return samples(
                    reader,
                    Integer.parseInt(reader.info().properties().getOrDefault("channels", "1")),
                    encoding(reader.info().properties().getOrDefault("encoding", "s16")));
        }
    }

    private static float[][] samples(RecordingReader reader, int channels, PcmEncoding encoding) throws IOException {
        float[][] all = new float[channels][1 << 16];
        int count = 0;
        for (byte[] record = reader.next(); record != null; record = reader.next()) {
            int fresh = (record.length - HEADER_BYTES) / channels / encoding.bytes();
            if (count + fresh > all[0].length) {
                for (int c = 0; c < channels; c++) {
                    all[c] = Arrays.copyOf(all[c], 2 * all[c].length);
                }
            }
            encoding.decode(record, HEADER_BYTES, all, count, fresh);
            count += fresh;
        }
        for (int c = 0; c < channels; c++) {
            all[c] = Arrays.copyOf(all[c], count);
        }
        return all;
    }

    private static PcmEncoding encoding(String word) {
        return word.equals("u8") ? PcmEncoding.U8 : PcmEncoding.valueOf(word.toUpperCase(Locale.ROOT) + "LE");
    }
}
