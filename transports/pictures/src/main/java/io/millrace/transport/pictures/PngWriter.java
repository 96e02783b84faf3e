package io.millrace.transport.pictures;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes pictures as PNG: 8 bits a channel, RGB, no filter, one IDAT chunk.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">Portable Network Graphics, third edition</a>
 */
final class PngWriter {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int BITS = 8;
    private static final int RGB = 2;

    private PngWriter() {}

    /**
     * Writes a picture.
     *
     * @param out where to; left open
     * @param width pixels a line
     * @param pixels {@code 0xRRGGBB} line by line, the top first
     * @throws IOException if writing fails
     */
    static void write(OutputStream out, int width, int[] pixels) throws IOException {
        begin(out, width, pixels.length / width);
        chunk(out, "IDAT", pack(width, pixels));
        chunk(out, "IEND", new byte[0]);
    }

    /** The signature and the header. */
    static void begin(OutputStream out, int width, int height) throws IOException {
        out.write(SIGNATURE);
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream fields = new DataOutputStream(head);
        fields.writeInt(width);
        fields.writeInt(height);
        fields.write(new byte[] {BITS, RGB, 0, 0, 0});
        chunk(out, "IHDR", head.toByteArray());
    }

    /** Pixels as they stand in a chunk of image data. */
    static byte[] pack(int width, int[] pixels) throws IOException {
        int height = pixels.length / width;
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            byte[] line = new byte[1 + 3 * width];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int pixel = pixels[y * width + x];
                    line[1 + 3 * x] = (byte) (pixel >> 16);
                    line[2 + 3 * x] = (byte) (pixel >> 8);
                    line[3 + 3 * x] = (byte) pixel;
                }
                deflater.write(line);
            }
        }
        return packed.toByteArray();
    }

    static void chunk(OutputStream out, String name, byte[] content) throws IOException {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(content);
        DataOutputStream fields = new DataOutputStream(out);
        fields.writeInt(content.length);
        fields.write(type);
        fields.write(content);
        fields.writeInt((int) crc.getValue());
        fields.flush();
    }
}
