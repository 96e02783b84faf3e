package io.millrace.operators.decoding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes decoder files, as {@code numpy.savez} would. */
final class NpzWriter implements AutoCloseable {

    private final ZipOutputStream zip;

    NpzWriter(Path file) throws IOException {
        this.zip = new ZipOutputStream(Files.newOutputStream(file));
    }

    NpzWriter word(String name, String word) {
        ByteBuffer wide = ByteBuffer.allocate(4 * word.length()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < word.length(); i++) {
            wide.putInt(word.charAt(i));
        }
        return write(name, "<U" + word.length(), "()", wide);
    }

    NpzWriter numbers(String name, double[] values, int... shape) {
        ByteBuffer data = ByteBuffer.allocate(Double.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            data.putDouble(value);
        }
        StringBuilder text = new StringBuilder("(");
        for (int extent : shape) {
            text.append(extent).append(',');
        }
        return write(name, "<f8", text + ")", data);
    }

    private NpzWriter write(String name, String type, String shape, ByteBuffer data) {
        StringBuilder header =
                new StringBuilder("{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }");
        while ((10 + header.length()) % 64 != 63) {
            header.append(' ');
        }
        header.append('\n');
        ByteBuffer start = ByteBuffer.allocate(10 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
        start.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        start.putShort((short) header.length());
        start.put(header.toString().getBytes(StandardCharsets.US_ASCII));
        try {
            zip.putNextEntry(new ZipEntry(name + ".npy"));
            zip.write(start.array());
            zip.write(data.array());
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
