package io.millrace.kernels.vision.wire;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import javax.imageio.stream.ImageInputStreamImpl;
import org.jspecify.annotations.Nullable;

/**
 * The samples of JPEGs by the JDK's own decoder, which is libjpeg. What colours they are is {@link JpegHead}'s to say, because
 * {@code javax.imageio} guesses otherwise than everybody else and converts by embedded profiles.
 */
final class JpegPixels implements AutoCloseable {

    private static final int CODE_LENGTHS = 16;
    private static final int TABLES_BYTES = 432;

    private final ImageReader reader;
    private boolean damaged;

    JpegPixels() {
        this.reader = jdkReader();
        // Web cameras pad their frames; whatever else libjpeg mends by guessing leaves grey or garbled blocks.
        reader.addIIOReadWarningListener(
                (source, warning) -> damaged |= !warning.contains("extraneous bytes before marker"));
    }

    /** Decoders on the class path, of other libraries, would give other pixels. */
    private static ImageReader jdkReader() {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getModule() == ImageIO.class.getModule()) {
                return reader;
            }
            reader.dispose();
        }
        throw new IllegalStateException("JDK reads no JPEG: module=java.desktop (expected a reader of its own)");
    }

    /** Samples of a picture, interleaved, the caller's to keep; null if they are damaged. */
    byte @Nullable [] read(byte[] record, JpegHead head) {
        damaged = false;
        try (Bytes bytes = new Bytes(head.tables() ? record : withTables(record))) {
            reader.setInput(bytes, true, true);
            if (reader.getWidth(0) != head.width() || reader.getHeight(0) != head.height()) {
                return null;
            }
            Raster raster = reader.readRaster(0, null);
            byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
            return damaged || samples.length != head.width() * head.height() * head.components() ? null : samples;
        } catch (IOException | RuntimeException e) {
            return null; // its parsers also throw what happens to happen on bytes that are no JPEG
        } finally {
            reader.setInput(null);
        }
    }

    /** The record with the standard's tables behind its first marker; not every libjpeg supplies them. */
    private static byte[] withTables(byte[] record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(record.length + TABLES_BYTES);
        out.write(record, 0, 2);
        table(out, 0x00, JPEGHuffmanTable.StdDCLuminance);
        table(out, 0x10, JPEGHuffmanTable.StdACLuminance);
        table(out, 0x01, JPEGHuffmanTable.StdDCChrominance);
        table(out, 0x11, JPEGHuffmanTable.StdACChrominance);
        out.write(record, 2, record.length - 2);
        return out.toByteArray();
    }

    /** A segment DHT: its length, class and number of the table, how many codes of each length, and their values. */
    private static void table(ByteArrayOutputStream out, int kind, JPEGHuffmanTable table) {
        short[] lengths = Arrays.copyOf(table.getLengths(), CODE_LENGTHS);
        short[] values = table.getValues();
        int bytes = 2 + 1 + CODE_LENGTHS + values.length;
        out.write(0xff);
        out.write(0xc4);
        out.write(bytes >> 8);
        out.write(bytes);
        out.write(kind);
        for (short length : lengths) {
            out.write(length);
        }
        for (short value : values) {
            out.write(value);
        }
    }

    @Override
    public void close() {
        reader.dispose();
    }

    /** A record as the decoder wants it; the ones of the JDK copy it, or write it to a file. */
    private static final class Bytes extends ImageInputStreamImpl {

        private final byte[] data;

        Bytes(byte[] data) {
            this.data = data;
        }

        @Override
        public int read() {
            bitOffset = 0;
            return streamPos < data.length ? data[(int) streamPos++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            bitOffset = 0;
            if (streamPos >= data.length && length > 0) {
                return -1;
            }
            int count = (int) Math.min(length, data.length - streamPos);
            System.arraycopy(data, (int) streamPos, into, offset, count);
            streamPos += count;
            return count;
        }

        @Override
        public long length() {
            return data.length;
        }
    }
}
