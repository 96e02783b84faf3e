package io.millrace.kernels.audio.aec;

import io.millrace.testkit.TestData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recordings in 16-bit WAV files with one channel, and what can be computed from them. */
final class Clip {

    private static final int DATA = 0x61746164;
    private static final int RIFF_HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;

    private Clip() {}

    static double[] read(String folder, String name) {
        Path path = TestData.require(folder).resolve(name);
        try {
            return samples(ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] samples(ByteBuffer file) {
        int at = RIFF_HEADER_BYTES;
        while (file.getInt(at) != DATA) {
            at += CHUNK_HEADER_BYTES + file.getInt(at + 4);
        }
        int bytes = Math.min(file.getInt(at + 4), file.capacity() - at - CHUNK_HEADER_BYTES);
        double[] samples = new double[bytes / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = file.getShort(at + CHUNK_HEADER_BYTES + 2 * i) / 32768.0;
        }
        return samples;
    }

    /**
     * The near end of a recording whose echo path is linear and does not change: the least-squares path over a part in which
     * only the far end speaks predicts the echo everywhere, and what is left is the near end.
     */
    static double[] nearEnd(double[] mic, double[] far, int taps, int farOnlySamples) {
        double[] auto = new double[taps];
        double[] cross = new double[taps];
        for (int lag = 0; lag < taps; lag++) {
            for (int n = lag; n < farOnlySamples; n++) {
                auto[lag] += far[n] * far[n - lag];
                cross[lag] += mic[n] * far[n - lag];
            }
        }
        auto[0] *= 1 + 1e-9;
        return Scene.sum(mic, Scene.through(far, levinson(auto, cross), 0), -1);
    }

    /** Solves the symmetric Toeplitz system. */
    private static double[] levinson(double[] r, double[] b) {
        int n = b.length;
        double[] a = new double[n];
        double[] x = new double[n];
        a[0] = 1;
        double error = r[0];
        x[0] = b[0] / r[0];
        for (int m = 1; m < n; m++) {
            double reflection = 0;
            double missing = b[m];
            for (int i = 0; i < m; i++) {
                reflection -= a[i] * r[m - i] / error;
                missing -= x[i] * r[m - i];
            }
            double[] next = a.clone();
            for (int i = 1; i <= m; i++) {
                next[i] = a[i] + reflection * a[m - i];
            }
            a = next;
            error *= 1 - reflection * reflection;
            for (int i = 0; i <= m; i++) {
                x[i] += missing / error * a[m - i];
            }
        }
        return x;
    }
}
