package io.millrace.protocol.mcap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream.BLOCKSIZE;
import net.jpountz.lz4.LZ4FrameOutputStream.FLG;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/** Chunks as LZ4 frames, which the format knows as {@code lz4}. In plain Java: no native library is loaded for it. */
final class McapCompression {

    static final String LZ4 = "lz4";
    static final String NONE = "";

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
    private static final XXHash32 HASH = XXHashFactory.safeInstance().hash32();

    private McapCompression() {}

    /**
     * Compresses a chunk.
     *
     * @param records records of the chunk
     * @param to where the frame goes, cleared before
     * @return whether that made it smaller; else it should be stored as it is
     */
    static boolean compress(McapBytes records, McapBytes to) throws IOException {
        to.clear();
        OutputStream bytes = new OutputStream() {
            @Override
            public void write(int value) {
                to.u8(value);
            }

            @Override
            public void write(byte[] from, int at, int count) {
                to.raw(from, at, count);
            }
        };
        // The chunk has a checksum of its own.
        try (LZ4FrameOutputStream frame = new LZ4FrameOutputStream(
                bytes, BLOCKSIZE.SIZE_256KB, -1, COMPRESSOR, HASH, FLG.Bits.BLOCK_INDEPENDENCE)) {
            frame.write(records.array(), 0, records.size());
        }
        return to.size() < records.size();
    }

    /**
     * Decompresses a chunk.
     *
     * @param compression what the chunk says of itself
     * @param stored what is in the file
     * @param size bytes that it says to hold; no more are read
     * @return its records; another length than {@code size}, or none, if it is damaged
     * @throws IOException if that compression is not known
     */
    static byte[] decompress(String compression, byte[] stored, int size) throws IOException {
        switch (compression) {
            case NONE -> {
                return stored;
            }
            case LZ4 -> {
                try (InputStream frame = new LZ4FrameInputStream(
                        new ByteArrayInputStream(stored),
                        LZ4Factory.safeInstance().safeDecompressor(),
                        HASH)) {
                    return frame.readNBytes(size);
                } catch (IOException | RuntimeException e) { // whatever the library says of bytes that are no frame
                    return new byte[0];
                }
            }
            default ->
                throw new IOException("chunk is compressed: compression=" + compression
                        + " (expected none or lz4: convert it with the mcap command)");
        }
    }
}
