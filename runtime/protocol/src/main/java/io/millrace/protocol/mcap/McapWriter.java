package io.millrace.protocol.mcap;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Writes an MCAP file: compressed chunks with indexes and checksums, at the end the summary that lets readers jump. Everything is
 * handed to the stream when a chunk is full or {@link #flush} is called; should the process die, the file can be read up
 * to there. One thread.
 */
public final class McapWriter implements Closeable {

    private static final int CHUNK_BYTES = 256 << 10;

    private final OutputStream out;
    private final CRC32 dataCrc = new CRC32();
    private final McapBytes chunk = new McapBytes();
    private final McapBytes compressed = new McapBytes();
    private final McapBytes scratch = new McapBytes();
    private final McapBytes content = new McapBytes();
    private final McapBytes summary = new McapBytes();
    private final Map<Integer, McapBytes> summarised = new TreeMap<>(); // the format wants them grouped by kind
    private final Map<Integer, List<long[]>> chunkMessages = new TreeMap<>();
    private final Map<Integer, Long> counts = new TreeMap<>();
    private int schemas;
    private int channels;
    private int attachments;
    private int metadata;
    private int chunks;
    private long position;
    private long chunkFirst = Long.MAX_VALUE;
    private long chunkLast;
    private long first = Long.MAX_VALUE;
    private long last;

    /**
     * Begins a file.
     *
     * @param out where to; closed with this
     * @param library what writes
     * @throws IOException if writing fails
     */
    public McapWriter(OutputStream out, String library) throws IOException {
        this.out = out;
        write(McapOp.MAGIC, McapOp.MAGIC.length);
        record(McapOp.HEADER, content().text("").text(library));
    }

    /**
     * Adds a schema.
     *
     * @param name full name of the message type
     * @param encoding {@code protobuf}
     * @param data for protobuf, a FileDescriptorSet
     * @return its number
     * @throws IOException if writing fails
     */
    public int schema(String name, String encoding, byte[] data) throws IOException {
        int id = ++schemas;
        McapBytes schema =
                content().u16(id).text(name).text(encoding).u32(data.length).raw(data, data.length);
        summarised(McapOp.SCHEMA, schema);
        record(McapOp.SCHEMA, schema);
        return id;
    }

    /**
     * Adds a channel.
     *
     * @param schema number of its schema
     * @param topic its name
     * @param encoding {@code protobuf}
     * @param words whatever else is said of it
     * @return its number
     * @throws IOException if writing fails
     */
    public int channel(int schema, String topic, String encoding, Map<String, String> words) throws IOException {
        int id = ++channels;
        McapBytes channel =
                content().u16(id).u16(schema).text(topic).text(encoding).map(words);
        summarised(McapOp.CHANNEL, channel);
        record(McapOp.CHANNEL, channel);
        counts.put(id, 0L);
        return id;
    }

    /**
     * Adds a message.
     *
     * @param message the message, of a channel that was added
     * @throws IOException if writing fails
     */
    public void message(McapItem.Message message) throws IOException {
        chunkMessages
                .computeIfAbsent(message.channel(), id -> new ArrayList<>())
                .add(new long[] {message.logNanos(), chunk.size()});
        chunk.record(
                McapOp.MESSAGE,
                content()
                        .u16(message.channel())
                        .u32(message.sequence())
                        .u64(message.logNanos())
                        .u64(message.publishNanos())
                        .raw(message.data(), message.data().length));
        chunkFirst = Math.min(chunkFirst, message.logNanos());
        chunkLast = Math.max(chunkLast, message.logNanos());
        counts.merge(message.channel(), 1L, Long::sum);
        if (chunk.size() >= CHUNK_BYTES) {
            endChunk();
        }
    }

    /**
     * Adds a file.
     *
     * @param file the file
     * @throws IOException if writing fails
     */
    public void attachment(McapItem.Attachment file) throws IOException {
        endChunk();
        attachments++;
        McapBytes bytes = content()
                .u64(file.logNanos())
                .u64(file.logNanos())
                .text(file.name())
                .text(file.mediaType())
                .u64(file.data().length)
                .raw(file.data(), file.data().length);
        bytes.u32(crc(bytes.array(), bytes.size()));
        long at = position;
        record(McapOp.ATTACHMENT, bytes);
        long length = position - at;
        summarised(
                McapOp.ATTACHMENT_INDEX,
                content()
                        .u64(at)
                        .u64(length)
                        .u64(file.logNanos())
                        .u64(file.logNanos())
                        .u64(file.data().length)
                        .text(file.name())
                        .text(file.mediaType()));
    }

    /**
     * Adds named words.
     *
     * @param words the words
     * @throws IOException if writing fails
     */
    public void metadata(McapItem.Metadata words) throws IOException {
        endChunk();
        metadata++;
        long at = position;
        record(McapOp.METADATA, content().text(words.name()).map(words.entries()));
        long length = position - at;
        summarised(McapOp.METADATA_INDEX, content().u64(at).u64(length).text(words.name()));
    }

    /**
     * Hands over what is held back, so that a crash loses nothing that came before.
     *
     * @throws IOException if writing fails
     */
    public void flush() throws IOException {
        endChunk();
        out.flush();
    }

    /**
     * Writes the summary and closes the stream.
     *
     * @throws IOException if writing fails
     */
    @Override
    public void close() throws IOException {
        try (out) {
            endChunk();
            int crc = (int) dataCrc.getValue();
            record(McapOp.DATA_END, content().u32(crc));
            long start = position;
            statistics();
            summarised.values().forEach(kind -> summary.raw(kind.array(), kind.size()));
            summary.u8(McapOp.FOOTER).u64(20).u64(start).u64(0);
            summary.u32(crc(summary.array(), summary.size()));
            write(summary.array(), summary.size());
            write(McapOp.MAGIC, McapOp.MAGIC.length);
        }
    }

    private void statistics() {
        McapBytes bytes = content();
        bytes.u64(counts.values().stream().mapToLong(Long::longValue).sum())
                .u16(schemas)
                .u32(channels)
                .u32(attachments)
                .u32(metadata)
                .u32(chunks)
                .u64(first == Long.MAX_VALUE ? 0 : first)
                .u64(last)
                .u32(counts.size() * 10);
        counts.forEach((id, count) -> bytes.u16(id).u64(count));
        summarised(McapOp.STATISTICS, bytes);
    }

    private void endChunk() throws IOException {
        if (chunk.size() == 0) {
            return;
        }
        chunks++;
        long at = position;
        boolean smaller = McapCompression.compress(chunk, compressed);
        String compression = smaller ? McapCompression.LZ4 : McapCompression.NONE;
        McapBytes stored = smaller ? compressed : chunk;
        record(
                McapOp.CHUNK,
                content()
                        .u64(chunkFirst)
                        .u64(chunkLast)
                        .u64(chunk.size())
                        .u32(crc(chunk.array(), chunk.size()))
                        .text(compression)
                        .u64(stored.size())
                        .raw(stored.array(), stored.size()));
        long length = position - at;
        McapBytes offsets = new McapBytes();
        long indexesAt = position;
        for (Map.Entry<Integer, List<long[]>> entry : chunkMessages.entrySet()) {
            offsets.u16(entry.getKey()).u64(position);
            McapBytes index = content().u16(entry.getKey()).u32(entry.getValue().size() * 16);
            entry.getValue().forEach(message -> index.u64(message[0]).u64(message[1]));
            record(McapOp.MESSAGE_INDEX, index);
        }
        summarised(
                McapOp.CHUNK_INDEX,
                content()
                        .u64(chunkFirst)
                        .u64(chunkLast)
                        .u64(at)
                        .u64(length)
                        .u32(offsets.size())
                        .raw(offsets.array(), offsets.size())
                        .u64(position - indexesAt)
                        .text(compression)
                        .u64(stored.size())
                        .u64(chunk.size()));
        first = Math.min(first, chunkFirst);
        last = Math.max(last, chunkLast);
        chunkFirst = Long.MAX_VALUE;
        chunkLast = 0;
        chunk.clear();
        chunkMessages.clear();
    }

    private void summarised(int op, McapBytes bytes) {
        summarised.computeIfAbsent(op, kind -> new McapBytes()).record(op, bytes);
    }

    private McapBytes content() {
        content.clear();
        return content;
    }

    private void record(int op, McapBytes bytes) throws IOException {
        scratch.clear();
        scratch.record(op, bytes);
        write(scratch.array(), scratch.size());
    }

    private void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        dataCrc.update(bytes, 0, length);
        position += length;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
