package io.millrace.protocol.mcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class McapTest {

    @Test
    void whatIsWrittenIsRead() throws IOException {
        List<McapItem> items = read(file(3000), true);
        assertThat(items.get(0)).isInstanceOf(McapItem.Metadata.class);
        assertThat(items.get(1))
                .isInstanceOfSatisfying(
                        McapItem.Attachment.class, a -> assertThat(a.name()).isEqualTo("note.txt"));
        assertThat(messages(items)).hasSize(3000);
        McapItem.Message last = messages(items).get(2999);
        assertThat(last.logNanos()).isEqualTo(2_999_000_000L);
        assertThat(last.publishNanos()).isEqualTo(2_998_999_999L);
        assertThat(last.sequence()).isEqualTo(2999);
        assertThat(last.data()).isEqualTo(data(2999));
    }

    @Test
    void chunksAreCompressedWhereThatHelps() throws IOException {
        int raw = messages(read(file(3000), true)).stream()
                .mapToInt(m -> m.data().length)
                .sum();
        assertThat(file(3000).length).isLessThan(raw * 3 / 4);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] noise = new byte[100_000];
        new Random(4).nextBytes(noise);
        try (McapWriter writer = new McapWriter(out, "test")) {
            int channel = writer.channel(writer.schema("none", "", new byte[0]), "/a", "raw", Map.of());
            writer.message(new McapItem.Message(channel, 0, 0, 0, noise));
        }
        assertThat(out.toByteArray()).contains(noise);
        assertThat(messages(read(out.toByteArray(), true)).get(0).data()).isEqualTo(noise);
    }

    @Test
    void aFileThatIsCutOffAnywhereIsReadUpToItsLastWholeChunk() throws IOException {
        byte[] whole = file(3000);
        List<McapItem.Message> all = messages(read(whole, true));
        long seed = 20261125;
        System.out.println("McapTest seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<Integer, Integer> heldUpTo = messagesByEndOfChunk(whole);
        assertThat(heldUpTo).hasSizeGreaterThan(3).containsValue(all.size());
        for (int i = 0; i < 200; i++) {
            int length = 8 + random.nextInt(whole.length - 8 - 40);
            List<McapItem.Message> some = messages(read(Arrays.copyOf(whole, length), null));
            assertThat(some)
                    .as("length=%s", length)
                    .hasSize(heldUpTo.floorEntry(length).getValue());
            for (int k = 0; k < some.size(); k++) {
                assertThat(some.get(k).sequence()).isEqualTo(k);
                assertThat(some.get(k).data()).isEqualTo(all.get(k).data());
            }
        }
    }

    /** Where each chunk ends, and how many messages there are up to there: from the record lengths, not by the reader. */
    private static TreeMap<Integer, Integer> messagesByEndOfChunk(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(8);
        TreeMap<Integer, Integer> ends = new TreeMap<>(Map.of(0, 0));
        int chunkEnd = 0;
        int messages = 0;
        while (bytes.get(bytes.position()) != 0x0f) { // up to the end of the data section
            int op = bytes.get();
            int length = (int) bytes.getLong();
            if (op == 0x06) {
                chunkEnd = bytes.position() + length;
            } else if (op == 0x07) { // message index: channel, then 16 bytes a message
                messages += bytes.getInt(bytes.position() + 2) / 16;
                ends.put(chunkEnd, messages);
            }
            bytes.position(bytes.position() + length);
        }
        return ends;
    }

    @Test
    void aDamagedChunkIsPassedOver() throws IOException {
        byte[] bytes = file(3000);
        bytes[200_000] ^= 4;
        try (McapReader reader = new McapReader(new ByteArrayInputStream(bytes))) {
            int messages = 0;
            for (McapItem item = reader.next(); item != null; item = reader.next()) {
                messages += item instanceof McapItem.Message ? 1 : 0;
            }
            assertThat(reader.damagedChunks()).isEqualTo(1);
            assertThat(reader.isWhole()).isTrue();
            assertThat(messages).isBetween(1000, 2999);
        }
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThatThrownBy(() -> new McapReader(new ByteArrayInputStream(new byte[] {1, 2, 3})))
                .isInstanceOf(IOException.class)
                .hasMessage("not an MCAP file: first-bytes=010203 (expected 894d434150300d0a)");
        assertThatThrownBy(() -> McapCompression.decompress("zstd", new byte[8], 100))
                .isInstanceOf(IOException.class)
                .hasMessage("chunk is compressed: compression=zstd"
                        + " (expected none or lz4: convert it with the mcap command)");
        assertThat(McapCompression.decompress("lz4", new byte[] {1, 2, 3}, 100)).isEmpty();
    }

    private static List<McapItem.Message> messages(List<McapItem> items) {
        return items.stream()
                .filter(McapItem.Message.class::isInstance)
                .map(McapItem.Message.class::cast)
                .toList();
    }

    private static List<McapItem> read(byte[] bytes, @org.jspecify.annotations.Nullable Boolean whole)
            throws IOException {
        List<McapItem> items = new ArrayList<>();
        try (McapReader reader = new McapReader(new ByteArrayInputStream(bytes))) {
            for (McapItem item = reader.next(); item != null; item = reader.next()) {
                items.add(item);
            }
            assertThat(whole == null || whole == reader.isWhole()).isTrue();
        }
        return items;
    }

    /** Half of it is noise, so that a chunk can be compressed, but not to nothing. */
    private static byte[] data(int seed) {
        byte[] data = new byte[seed % 700];
        new Random(seed).nextBytes(data);
        Arrays.fill(data, data.length / 2, data.length, (byte) 0);
        return data;
    }

    static byte[] file(int messages) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (McapWriter writer = new McapWriter(out, "test")) {
            writer.metadata(new McapItem.Metadata("about", Map.of("who", "test")));
            writer.attachment(new McapItem.Attachment(7, "note.txt", "text/plain", new byte[] {'h', 'i'}));
            int schema = writer.schema("none", "", new byte[0]);
            int channel = writer.channel(schema, "/a", "raw", Map.of("unit", "V"));
            for (int i = 0; i < messages; i++) {
                writer.message(new McapItem.Message(channel, i, i * 1_000_000L, i * 1_000_000L - 1, data(i)));
            }
        }
        return out.toByteArray();
    }
}
