package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording holds everything to run it again, and a replay tells the first thing that differs. */
class ReplayTest {

    @TempDir
    private Path folder;

    @Test
    void aRecordedRunIsVerifiedAndAnEditedOneIsNot() throws Exception {
        Path file = folder.resolve("walk.mcap");
        String room = Path.of(Cli.example(), "simulated-room.csv.gz").toString();
        Cli run = Cli.run(
                "run",
                Cli.example(),
                "--input",
                room,
                "--speed",
                "max",
                "--duration",
                "20s",
                "--json",
                "--record",
                file.toString());
        assertThat(run.code()).as(run.err()).isZero();

        Cli verified = Cli.run("replay", file.toString(), "--verify");
        assertThat(verified.err()).isEmpty();
        assertThat(verified.out()).contains("presence ").contains("verified: every frame of every port came again");
        assertThat(verified.code()).isZero();

        Cli edited = Cli.run("replay", file.toString(), "--verify", "--set", "nodes.quiet.threshold-mad=4");
        assertThat(edited.code()).isEqualTo(ExitCode.FAILED);
        assertThat(edited.out())
                .contains("first difference: node=quiet, frame=")
                .contains("NOT VERIFIED");

        byte[] bytes = Files.readAllBytes(file);
        Path cut = folder.resolve("cut.mcap");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        Cli partly = Cli.run("replay", cut.toString(), "--verify");
        assertThat(partly.out()).contains("cut off: compared as far as it goes").contains("verified: ");

        Cli inspected = Cli.run("inspect", file.toString());
        assertThat(inspected.out())
                .contains("a recorded run, whole")
                .contains("/source/csi")
                .contains("file-of-activity")
                .contains("sha256:");
    }
}
