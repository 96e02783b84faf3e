package io.millrace.kernels.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoderFileTest {

    @TempDir
    private Path folder = Path.of("");

    static byte[] npy(String header, byte... content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] text = (header + "\n").getBytes(StandardCharsets.ISO_8859_1);
        out.writeBytes(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, (byte) (text.length >> 8)});
        out.writeBytes(text);
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] header(String type, String shape, int bytes) {
        return npy("{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }", new byte[bytes]);
    }

    private DecoderFile file(Map<String, byte[]> arrays) throws IOException {
        Path path = folder.resolve("d.npz");
        try (OutputStream out = java.nio.file.Files.newOutputStream(path);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                zip.write(array.getValue());
                zip.closeEntry();
            }
        }
        return DecoderFile.read(path);
    }

    @Test
    void readsEveryTypeThatNumpyWrites() throws IOException {
        ByteBuffer values = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(-5)
                .putLong(7);
        DecoderFile file = file(Map.of(
                "i8", npy("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", values.array()),
                "u1", npy("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", (byte) 200),
                "word",
                        npy(
                                "{'descr': '<U2', 'fortran_order': False, 'shape': (), }",
                                (byte) 'm',
                                (byte) 0,
                                (byte) 0,
                                (byte) 0,
                                (byte) 0,
                                (byte) 0,
                                (byte) 0,
                                (byte) 0)));
        assertThat(file.numbers("i8", 2)).containsExactly(-5, 7);
        assertThat(file.whole("u1", 0, 255)).isEqualTo(200);
        assertThat(file.word("word", "")).isEqualTo("m");
        assertThat(file.parameterBytes()).isEqualTo(17);
    }

    @Test
    void readsArraysInEitherOrder() throws IOException {
        byte[] bytes = {0, 1, 2, 3, 4, 5};
        DecoderFile file = file(Map.of(
                "c", npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }", bytes),
                "f", npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", bytes)));
        assertThat(file.matrix("c")).isDeepEqualTo(new double[][] {{0, 1, 2}, {3, 4, 5}});
        assertThat(file.matrix("f")).isDeepEqualTo(new double[][] {{0, 2, 4}, {1, 3, 5}});
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertRefused("a", header("<f4", "3,", 8), "content-bytes=8 (expected at least 12)");
        assertRefused("a", header(">f4", "1,", 4), "byte order=big (expected little endian)");
        assertRefused("a", header("<c8", "1,", 8), "type=c8 (expected f4, f8, i1, i2, i4, i8, u1, u2, b1 or text)");
        assertRefused(
                "a",
                header("<f4", "99999, 99999", 8),
                "shape=(99999, 99999) (expected 1..33554432 elements, at most 4 axes)");
        assertRefused("a", new byte[] {1, 2, 3}, "bytes=3 (expected a NumPy array)");
        byte[] nan = header("<f4", "1,", 4);
        nan[nan.length - 1] = 0x7F;
        nan[nan.length - 2] = (byte) 0xC0;
        assertRefused("a", nan, "value[0]=NaN (expected a finite number)");
    }

    private void assertRefused(String name, byte[] npy, String message) {
        assertThatThrownBy(() -> file(Map.of(name, npy)))
                .isInstanceOf(IOException.class)
                .hasMessage("array not understood: array=" + name + ", " + message);
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        DecoderFile empty = file(Map.of("x", header("<f4", "2, 3", 24)));
        assertThatThrownBy(() -> Decoders.of(empty))
                .hasMessage("topology is not known: topology=none (expected one of [ann-2d, ann-3d, snn-flat,"
                        + " snn-streaming, lmu, l2mu, kalman, wiener, linear-recurrence])");
        assertThatThrownBy(() -> empty.matrix("fc1.weight"))
                .hasMessage("array is missing: array=fc1.weight (expected beside [x])");
        assertThatThrownBy(() -> empty.matrix("x", 3, 2))
                .hasMessage("array does not fit: array=x, found=[2, 3] (expected [3, 2])");
        assertThatThrownBy(() -> empty.numbers("x", 1))
                .hasMessage("array does not fit: array=x, found=[2, 3] (expected 1 number)");
        assertThatThrownBy(() -> empty.word("x", ""))
                .hasMessage("array does not fit: array=x, found=[2, 3] (expected one word)");
    }

    @Test
    void refusesWhatIsNoArchive() throws IOException {
        Path path = folder.resolve("text.npz");
        java.nio.file.Files.writeString(path, "no archive");
        assertThatThrownBy(() -> DecoderFile.read(path)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> DecoderFile.read(folder.resolve("none.npz"))).isInstanceOf(IOException.class);
    }
}
