package io.millrace.benchmarks.decoding;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Decoder files of random weights in the shapes of the published models. */
final class DecoderFiles {

    private static final int WINDOW = 50;
    private static final int STEPS = 7;
    private static final int LAGS = 10;
    private static final int STATES = 4;

    private final ZipOutputStream zip;
    private final Random random = new Random(2);

    private DecoderFiles(ZipOutputStream zip) {
        this.zip = zip;
    }

    static void write(Path path, String topology, int channels) throws IOException {
        try (OutputStream out = Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            new DecoderFiles(zip).write(topology, channels);
        }
    }

    private void write(String topology, int channels) throws IOException {
        word("topology", topology);
        switch (topology) {
            case "ann-2d" -> {
                number("window_bins", WINDOW);
                layers(channels, 32, 48, 2);
            }
            case "ann-3d" -> {
                number("window_bins", WINDOW);
                number("steps", STEPS);
                layers(channels * STEPS, 32, 48, 2);
            }
            case "snn-flat" -> {
                number("window_bins", WINDOW);
                number("steps", STEPS);
                layers(channels, 32, 48, 2);
                neurons(3, 0.5, 0.5);
                array("norm_layer.weight", STEPS + ", " + channels, STEPS * channels, 1, 0);
                array("norm_layer.bias", STEPS + ", " + channels, STEPS * channels, 0, 0.1);
            }
            case "snn-streaming" -> {
                layers(channels, 50, 2);
                neurons(2, 0.96, 1);
            }
            case "wiener" -> {
                number("lags", LAGS);
                array("weight", "2, " + channels * LAGS, 2 * channels * LAGS, 0, 0.1);
                array("bias", "2,", 2, 0, 1);
            }
            default -> kalman(channels);
        }
    }

    private void layers(int... sizes) throws IOException {
        for (int i = 1; i < sizes.length; i++) {
            double scale = Math.sqrt(2.0 / sizes[i - 1]);
            array("fc" + i + ".weight", sizes[i] + ", " + sizes[i - 1], sizes[i] * sizes[i - 1], 0, scale);
            array("fc" + i + ".bias", sizes[i] + ",", sizes[i], 0, 0.1);
        }
    }

    private void neurons(int layers, double beta, double threshold) throws IOException {
        for (int i = 1; i <= layers; i++) {
            number("lif" + i + ".beta", beta);
            number("lif" + i + ".threshold", threshold);
        }
    }

    private void kalman(int channels) throws IOException {
        diagonal("A", STATES, 0.95);
        diagonal("W", STATES, 0.1);
        diagonal("Q", channels, 0.1);
        array("C", channels + ", " + STATES, channels * STATES, 0, 0.2);
        float[] read = new float[2 * STATES];
        read[0] = 1;
        read[STATES + 1] = 1;
        entry("H", "<f4", "2, " + STATES, floats(read));
    }

    private void diagonal(String name, int n, double value) throws IOException {
        float[] matrix = new float[n * n];
        for (int i = 0; i < n; i++) {
            matrix[i * n + i] = (float) value;
        }
        entry(name, "<f4", n + ", " + n, floats(matrix));
    }

    private void number(String name, double value) throws IOException {
        entry(name, "<f4", "", floats((float) value));
    }

    private void array(String name, String shape, int elements, double mean, double deviation) throws IOException {
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = (float) (mean + deviation * random.nextGaussian());
        }
        entry(name, "<f4", shape, floats(values));
    }

    private void word(String name, String word) throws IOException {
        entry(name, "<U" + word.length(), "", word.getBytes(Charset.forName("UTF-32LE")));
    }

    private static byte[] floats(float... values) {
        ByteBuffer out = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            out.putFloat(value);
        }
        return out.array();
    }

    private void entry(String name, String type, String shape, byte[] content) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n";
        ByteArrayOutputStream npy = new ByteArrayOutputStream();
        npy.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        npy.writeBytes(new byte[] {(byte) header.length(), (byte) (header.length() >> 8)});
        npy.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        npy.writeBytes(content);
        zip.putNextEntry(new ZipEntry(name + ".npy"));
        zip.write(npy.toByteArray());
        zip.closeEntry();
    }
}
