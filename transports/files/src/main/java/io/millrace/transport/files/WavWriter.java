package io.millrace.transport.files;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.transport.SinkConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An open WAV file. The header is written before the first samples, when it is known whether they are simulated. */
final class WavWriter implements SinkConnection {

    private static final int OPEN_SIZE = -1;
    private static final long MAX_SIZE = 0xFFFFFFFEL;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte[] SIMULATED = WavHeader.ascii(RecordingNote.TAG + " origin=simulated\0");

    private final FileChannel file;
    private final WavHeader header;
    private final int samples;
    private final ByteBuffer buffer;
    private long headerBytes;
    private long dataBytes;

    WavWriter(Path path, WavHeader header, int samples) throws IOException {
        this.file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        this.header = header;
        this.samples = samples;
        int blockBytes = samples * header.frameBytes();
        this.buffer = ByteBuffer.allocate(Math.max(BUFFER_BYTES, blockBytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void accept(int input, Frame frame) {
        try {
            if (headerBytes == 0) {
                putHeader(frame.provenance().origin() == Origin.SIMULATED);
            }
            if (buffer.remaining() < samples * header.frameBytes()) {
                drain();
            }
            put(frame.tensor().floats());
            dataBytes += (long) samples * header.frameBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("samples not written: sequence=" + frame.sequence(), e);
        }
    }

    private void putHeader(boolean simulated) {
        buffer.put(WavHeader.ascii("RIFF")).putInt(OPEN_SIZE).put(WavHeader.ascii("WAVE"));
        header.putFormat(buffer);
        if (simulated) {
            int padded = SIMULATED.length + SIMULATED.length % 2;
            buffer.put(WavHeader.ascii("LIST")).putInt(4 + 8 + padded).put(WavHeader.ascii("INFO"));
            buffer.put(WavHeader.ascii("ICMT")).putInt(SIMULATED.length).put(SIMULATED);
            buffer.position(buffer.position() + padded - SIMULATED.length);
        }
        buffer.put(WavHeader.ascii("data")).putInt(OPEN_SIZE);
        headerBytes = buffer.position();
    }

    private void put(float[] block) {
        int channels = header.channels();
        for (int i = 0; i < samples; i++) {
            for (int c = 0; c < channels; c++) {
                put(block[c * samples + i]);
            }
        }
    }

    private void put(float sample) {
        if (header.floating()) {
            buffer.putFloat(sample);
            return;
        }
        double scale = 1L << (header.bits() - 1);
        // What is no number becomes 0; the cast saturates far beyond what the bounds leave.
        long value = Math.max((long) -scale, Math.min((long) scale - 1, Math.round(sample * scale)));
        switch (header.bits()) {
            case 16 -> buffer.putShort((short) value);
            case 24 -> buffer.putShort((short) value).put((byte) (value >> 16));
            default -> buffer.putInt((int) value);
        }
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void flush() {
        try {
            drain();
        } catch (IOException e) {
            throw new UncheckedIOException("file not flushed: cause=" + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (file) {
            if (headerBytes == 0) {
                putHeader(false); // an empty file is a WAV of no samples
            }
            if (dataBytes % 2 == 1) {
                if (!buffer.hasRemaining()) {
                    drain();
                }
                buffer.put((byte) 0);
            }
            drain();
            long riffBytes = headerBytes - 8 + dataBytes + dataBytes % 2;
            if (riffBytes <= MAX_SIZE) {
                patch(4, riffBytes);
                patch(headerBytes - 4, dataBytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("file not closed: cause=" + e.getMessage(), e);
        }
    }

    private void patch(long at, long size) throws IOException {
        buffer.putInt((int) size).flip();
        file.write(buffer, at);
        buffer.clear();
    }
}
