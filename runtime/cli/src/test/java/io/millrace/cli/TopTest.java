package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.view.TopTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopTest {

    @TempDir
    private Path folder;

    @Test
    void showsEveryNodeWithRateQueueAndTimes() {
        Map<String, Object> service = Map.of("p50Nanos", 1500, "p99Nanos", 20_000, "p999Nanos", 3_000_000);
        Map<String, Object> now = Map.of(
                "pipeline",
                "p",
                "state",
                "running",
                "elapsedSeconds",
                10.0,
                "edges",
                List.of(Map.of("edge", "a->b", "in", 1000, "inFlight", 3, "dropped", Map.of("stale", 2))),
                "nodes",
                List.of(Map.of("node", "b", "stage", 1, "service", service, "lagNanos", 2_000_000)));
        Map<String, Object> before =
                Map.of("elapsedSeconds", 8.0, "edges", List.of(Map.of("edge", "a->b", "in", 800, "inFlight", 0)));
        assertThat(TopTable.of(now, before).get(2).split("\\s+")).startsWith("b", "1", "100.0", "3", "2");
    }

    @Test
    void saysWhereItLookedInVain() {
        Cli cli = Cli.run("top", "http://127.0.0.1:1", "--once");
        assertThat(cli.code()).isEqualTo(ExitCode.FAILED);
        assertThat(cli.err().strip())
                .isEqualTo("millrace: nothing answers: url=http://127.0.0.1:1 (expected a pipeline that runs with"
                        + " --metrics-port)");
    }

    @Test
    void tracesARun() throws Exception {
        Path out = folder.resolve("trace.json");
        Cli cli = Cli.run(
                "trace",
                Cli.example(),
                "--input",
                Path.of(Cli.example(), "simulated-room.csv.gz").toString(),
                "--speed",
                "max",
                "--duration",
                "5s",
                "--out",
                out.toString());
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(Files.readString(out)).contains("\"name\":\"amplitude\"").contains("thread_name");
    }
}
