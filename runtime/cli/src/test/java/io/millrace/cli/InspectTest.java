package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.TestData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code inspect} says of recordings. */
class InspectTest {

    @Test
    void knowsTheSimulatedRoom() {
        Cli cli = Cli.run("inspect", Cli.example() + "/simulated-room.csv.gz", "--json");
        assertThat(cli.code()).as(cli.err()).isZero();
        Map<String, Object> json = cli.object();
        assertThat(json).containsEntry("origin", "simulated");
        Map<?, ?> sender = (Map<?, ?>) ((List<?>) json.get("senders")).get(0);
        assertThat(sender.get("sender")).isEqualTo("02:4d:49:4c:4c:01");
        assertThat(((Number) sender.get("durationSeconds")).doubleValue()).isCloseTo(60, within(0.5));
        assertThat(sender.get("duplicates")).isEqualTo(1);
        Map<?, ?> layout = (Map<?, ?>) ((List<?>) sender.get("layouts")).get(0);
        assertThat(layout.get("status")).isEqualTo("verified");
        assertThat((Map<?, ?>) json.get("refused")).isNotEmpty();
    }

    @Test
    void saysOfAudioThatItIsAudio(@TempDir Path folder) throws IOException {
        ByteBuffer wav = ByteBuffer.allocate(44 + 3200).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 3200);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) 1);
        wav.putInt(16_000).putInt(32_000).putShort((short) 2).putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(3200);
        Cli cli = Cli.run(
                "inspect", Files.write(folder.resolve("a.wav"), wav.array()).toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out())
                .contains("channels=1, duration-s=0.100, encoding=s16, sample-rate-hz=16000")
                .contains("records   10 of audio, 100 a second");
    }

    @Test
    void saysOfOtherFilesThatItDoesNotKnowThem(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("noise.bin"), new byte[] {0, 1, 2, 3, 0, 0, 0, 0});
        Cli cli = Cli.run("inspect", file.toString());
        assertThat(cli.code()).isEqualTo(ExitCode.FAILED);
        assertThat(cli.err()).contains(file.toString());
    }

    @Test
    void readsEveryRealRecording() throws IOException {
        for (String folder : List.of("csi-espectre", "csi-esp32tool", "csi-esp-csi", "csi-ruview")) {
            List<Path> files;
            try (Stream<Path> all = Files.list(TestData.require(folder))) {
                files = all.filter(
                                f -> f.getFileName().toString().matches(".*(csv|_log\\.txt|csi\\.jsonl|sc_.*\\.npz)"))
                        .sorted()
                        .toList();
            }
            assertThat(files).as(folder).isNotEmpty();
            for (Path file : files) {
                Cli cli = Cli.run("inspect", file.toString(), "--json");
                assertThat(cli.code()).as(file + ": " + cli.err()).isZero();
                assertThat((Integer) cli.object().get("packets"))
                        .as(file.toString())
                        .isPositive();
                assertThat(cli.object()).containsEntry("origin", "replay");
            }
        }
    }
}
