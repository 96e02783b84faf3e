package io.millrace.protocol.mcap;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Reads an MCAP file from its beginning, without its summary, so that a file whose writer was killed is read up to its
 * last whole chunk. A chunk with a wrong checksum is passed over and counted. One thread.
 */
public final class McapReader implements Closeable {

    private static final long MOST_BYTES = 256 << 20;

    private final InputStream in;
    private @Nullable ByteBuffer chunk;
    private boolean ended;
    private boolean whole;
    private long damaged;

    /**
     * Opens a file.
     *
     * @param in its bytes; closed with this
     * @throws IOException if it is no MCAP file
     */
    public McapReader(InputStream in) throws IOException {
        this.in = in;
        byte[] magic = in.readNBytes(McapOp.MAGIC.length);
        if (!Arrays.equals(magic, McapOp.MAGIC)) {
            throw new IOException("not an MCAP file: first-bytes="
                    + java.util.HexFormat.of().formatHex(magic) + " (expected 894d434150300d0a)");
        }
    }

    /**
     * The next item.
     *
     * @return schema, channel, message, attachment or metadata, in the order of the file; null at its end, whole or not
     * @throws IOException if the bytes cannot be read or break the format
     */
    public @Nullable McapItem next() throws IOException {
        try {
            while (!ended) {
                McapItem item = inChunk();
                item = item == null && chunk == null ? inFile() : item;
                if (item != null) {
                    return item;
                }
            }
            return null;
        } catch (EOFException e) { // cut off: what came before is good
            ended = true;
            return null;
        }
    }

    /**
     * Whether the file was ended by its writer. Known once {@link #next} has given null.
     *
     * @return false if it is cut off
     */
    public boolean isWhole() {
        return whole;
    }

    /**
     * Chunks that were passed over because their checksum is wrong.
     *
     * @return count so far
     */
    public long damagedChunks() {
        return damaged;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private @Nullable McapItem inChunk() throws IOException {
        ByteBuffer open = chunk;
        while (open != null && open.hasRemaining()) {
            if (open.remaining() < 9) {
                throw broken("record in a chunk is cut off", open.remaining());
            }
            int op = open.get();
            long length = open.getLong();
            if (length < 0 || length > open.remaining()) {
                throw broken("record in a chunk is too long", length);
            }
            ByteBuffer record = open.slice(open.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
            open.position(open.position() + (int) length);
            McapItem item = item(op, record);
            if (item != null) {
                return item;
            }
        }
        chunk = null;
        return null;
    }

    private @Nullable McapItem inFile() throws IOException {
        ByteBuffer head = ByteBuffer.wrap(exactly(9)).order(ByteOrder.LITTLE_ENDIAN);
        int op = head.get();
        long length = head.getLong();
        if (length < 0 || length > MOST_BYTES) {
            throw broken("record is too long", length);
        }
        ByteBuffer record = ByteBuffer.wrap(exactly((int) length)).order(ByteOrder.LITTLE_ENDIAN);
        switch (op) {
            case McapOp.CHUNK -> open(new McapFields(record));
            case McapOp.DATA_END, McapOp.FOOTER -> {
                ended = true;
                whole = true;
            }
            default -> {
                return item(op, record);
            }
        }
        return null;
    }

    private void open(McapFields fields) throws IOException {
        fields.u64();
        fields.u64();
        long size = fields.u64();
        int crc = fields.u32();
        String compression = fields.text();
        byte[] stored = fields.bytes(fields.u64());
        if (size < 0 || size > MOST_BYTES) {
            throw broken("chunk is too long", size);
        }
        byte[] records = McapCompression.decompress(compression, stored, (int) size);
        CRC32 actual = new CRC32();
        actual.update(records);
        if (size != records.length || (crc != 0 && crc != (int) actual.getValue())) {
            damaged++;
            return;
        }
        chunk = ByteBuffer.wrap(records).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static @Nullable McapItem item(int op, ByteBuffer record) throws IOException {
        McapFields fields = new McapFields(record);
        return switch (op) {
            case McapOp.SCHEMA ->
                new McapItem.Schema(
                        fields.u16(), fields.text(), fields.text(), fields.bytes(fields.u32() & 0xffffffffL));
            case McapOp.CHANNEL ->
                new McapItem.Channel(fields.u16(), fields.u16(), fields.text(), fields.text(), fields.map());
            case McapOp.MESSAGE ->
                new McapItem.Message(fields.u16(), fields.u32(), fields.u64(), fields.u64(), fields.rest());
            case McapOp.ATTACHMENT -> attachment(fields);
            case McapOp.METADATA -> new McapItem.Metadata(fields.text(), fields.map());
            default -> null; // indexes, and what later versions add
        };
    }

    private static McapItem attachment(McapFields fields) throws IOException {
        long log = fields.u64();
        fields.u64();
        return new McapItem.Attachment(log, fields.text(), fields.text(), fields.bytes(fields.u64()));
    }

    /** Grows with what is there, not with what is claimed. */
    private byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("file is cut off");
        }
        return bytes;
    }

    private static IOException broken(String what, long bytes) {
        return new IOException(
                "MCAP file is broken: " + what + ": bytes=" + bytes + " (expected 0.." + MOST_BYTES + ")");
    }
}
