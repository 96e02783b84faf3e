package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What sensors gave is recorded, is a recording like any other, and gives what it gave. */
class RecordTest {

    private static final String ROOM =
            Path.of(Cli.example(), "simulated-room.csv.gz").toString();

    @TempDir
    private Path folder;

    @Test
    void aRecordingIsVerifiedAndFeedsAnyPipeline() throws Exception {
        String walk = folder.resolve("walk.mcap").toString();
        Cli record =
                Cli.run("record", Cli.example(), "-o", walk, "--input", ROOM, "--speed", "max", "--duration", "20s");
        assertThat(record.code()).as(record.err()).isZero();
        assertThat(record.out())
                .containsPattern(
                        "recorded .*walk\\.mcap {2}[0-9.]+ s {2}csi 1,9[0-9]{2} {2}[0-9,]+ bytes {2}\\[SIMULATED]")
                .contains("millrace replay " + walk + " --verify");

        Cli verified = Cli.run("replay", walk, "--verify");
        assertThat(verified.code()).as(verified.out()).isZero();

        List<?> first = presence(
                Cli.run("run", Cli.example(), "--input", ROOM, "--speed", "max", "--duration", "20s", "--json"));
        assertThat(first).hasSizeGreaterThan(100);
        assertThat(presence(Cli.run("run", Cli.example(), "--input", walk, "--speed", "max", "--json")))
                .isEqualTo(first);
        assertThat(presence(
                        Cli.run("run", Cli.example(), "--input", "csi=" + walk + "#csi", "--speed", "max", "--json")))
                .isEqualTo(first);
    }

    private static List<?> presence(Cli run) {
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines().get(0)).containsEntry("origin", "simulated");
        return run.lines().stream()
                .filter(line -> "presence".equals(line.get("port")))
                .map(line -> line.get("values"))
                .toList();
    }

    @Test
    void theSourcesAloneAreRecordedWithoutTheGraph() throws Exception {
        String walk = folder.resolve("walk.mcap").toString();
        Cli record = Cli.run(
                "record", Cli.example(), "-o", walk, "--sources-only", "--input", ROOM, "--speed", "max", "--json");
        assertThat(record.code()).as(record.err()).isZero();
        Map<String, Object> said = record.lines().get(0);
        assertThat(said)
                .containsEntry("type", "recorded")
                .containsEntry("origin", "simulated")
                .containsEntry("balanced", true);
        assertThat(Files.size(Path.of(walk))).isEqualTo(((Number) said.get("bytes")).longValue());
        Cli inspected = Cli.run("inspect", walk);
        assertThat(inspected.out()).contains("/source/csi").doesNotContain("/digest/presence");
    }

    @Test
    void saysWhatIsWrong() throws Exception {
        Path there = Files.writeString(folder.resolve("there.mcap"), "mine");
        Cli again = Cli.run("record", Cli.example(), "-o", there.toString(), "--input", ROOM, "--speed", "max");
        assertThat(again.code()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err())
                .contains("file is there already: file=" + there + " (expected another name, or --overwrite)");
        assertThat(Files.readString(there)).isEqualTo("mine");

        Path walk = folder.resolve("walk.mcap");
        Cli.run("record", Cli.example(), "-o", walk.toString(), "--sources-only", "--input", ROOM, "--speed", "max");
        Cli other = Cli.run("run", Cli.example(), "--input", "csi=" + walk + "#lidar", "--speed", "max");
        assertThat(other.code()).isEqualTo(ExitCode.FAILED);
        assertThat(other.err())
                .contains("recording has no such source: file=" + walk + "#lidar, sources=[csi] (expected one: " + walk
                        + "#SOURCE)");
    }
}
