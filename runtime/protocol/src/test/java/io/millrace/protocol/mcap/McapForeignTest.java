package io.millrace.protocol.mcap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The format's own library, npm {@code @mcap/core}, reads what we write, by index and as a stream with every checksum,
 * and we read what it writes. Needs {@code -Dmillrace.npm=DIR}, a folder where {@code npm install @mcap/core @mcap/support} was run.
 */
class McapForeignTest {

    @TempDir
    private Path folder;

    @Test
    void theFormatsOwnLibraryAgrees() throws Exception {
        String npm = System.getProperty("millrace.npm", "");
        Assumptions.assumeTrue(
                Files.isDirectory(Path.of(npm, "node_modules", "@mcap")),
                "SKIPPED: no @mcap/core (give -Dmillrace.npm=DIR, a folder where npm install @mcap/core @mcap/support was run)");
        Path ours = folder.resolve("ours.mcap");
        Path theirs = folder.resolve("theirs.mcap");
        Files.write(ours, McapTest.file(3000));
        Path script = Path.of(npm, "millrace-mcap.mjs"); // beside node_modules, where node looks for the library
        Files.copy(Path.of("src/test/js/mcap.mjs"), script, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Process node = new ProcessBuilder("node", script.toString(), ours.toString(), theirs.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        int bytes = 0;
        for (int i = 0; i < 3000; i++) {
            bytes += i % 700;
        }
        assertThat(said.strip())
                .isEqualTo(
                        "{\"messages\":3000,\"viaIndex\":" + bytes + ",\"attached\":\"note.txt\",\"words\":\"about\","
                                + "\"done\":true,\"statistics\":3000,\"topics\":[\"/a\"],\"compressions\":[\"lz4\"],\"schemas\":[\"none:0\"]}");
        readTheirs(Files.readAllBytes(theirs));
    }

    private static void readTheirs(byte[] bytes) throws IOException {
        int messages = 0;
        int attachments = 0;
        try (McapReader reader = new McapReader(new ByteArrayInputStream(bytes))) {
            for (McapItem item = reader.next(); item != null; item = reader.next()) {
                if (item instanceof McapItem.Message message) {
                    assertThat(message.sequence()).isEqualTo(messages);
                    assertThat(message.data()).hasSize(messages);
                    assertThat(message.logNanos()).isEqualTo(messages * 10L);
                    messages++;
                }
                attachments += item instanceof McapItem.Attachment ? 1 : 0;
            }
            assertThat(reader.isWhole()).isTrue();
            assertThat(reader.damagedChunks()).isZero();
        }
        assertThat(messages).isEqualTo(500);
        assertThat(attachments).isEqualTo(1);
    }
}
