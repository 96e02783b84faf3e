package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law 5 as a user meets it: {@code kill -9} at random moments, resume from checkpoint plus recording, and the file that
 * the pipeline writes is, byte by byte, that of a run nobody killed. A handful of kills by default, 200 with {@code
 * -Dmillrace.extended=true}.
 */
class KillTest {

    private static final boolean EXTENDED = Boolean.getBoolean("millrace.extended");
    private static final int KILLS = EXTENDED ? 200 : 3;
    private static final int REPEATS = 12;
    private static final String PIPELINE = """
            pipeline: killed
            sources:
              csi: { transport: udp, listen: "127.0.0.1:0", decoder: { operator: esp32-csi, grid: ht20 }, rate-hz: 100,
                     on-disorder: reorder(20ms), overflow: block, capacity: 64 }
            nodes:
              amplitude:  { operator: csi-amplitude, in: csi }
              clean:      { operator: hampel, in: amplitude, window-frames: 7, threshold-mad: 5 }
              carriers:   { operator: subcarrier-select, in: clean, indices: [-20, -16, -12, -8, -4, 4, 8, 12, 16, 20] }
              turbulence: { operator: turbulence, in: carriers, normalise: cv }
              presence:   { operator: csi-presence, in: turbulence, window-frames: 75, overflow: block, capacity: 4 }
              window:     { operator: sliding-window, in: clean, length-frames: 100, hop-frames: 50 }
              activity:   { model: activity.onnx, in: window, overflow: block, capacity: 2 }
            sinks:
              keep: { transport: file, path: out.frames, in: [presence, activity], overflow: block, capacity: 8 }
            """;

    @TempDir
    private Path folder;

    @Test
    @Timeout(3000)
    void killedAtAnyMomentItGoesOnAsIfNothingHadHappened() throws Exception {
        Path model = Path.of(Cli.example(), "activity.onnx");
        Path whole = Files.createDirectories(folder.resolve("whole"));
        Path killed = Files.createDirectories(folder.resolve("killed"));
        for (Path directory : List.of(whole, killed)) {
            Files.writeString(directory.resolve("pipeline.yaml"), PIPELINE);
            Files.copy(model, directory.resolve("activity.onnx"));
        }
        long began = System.nanoTime();
        int code = child(whole, "state").waitFor();
        assertThat(code).as(log(whole)).isZero();
        long wholeMillis = (System.nanoTime() - began) / 1_000_000;
        byte[] expected = Files.readAllBytes(whole.resolve("out.frames"));
        assertThat(expected.length).isGreaterThan(100_000);

        long seed = System.nanoTime();
        System.out.println("KillTest seed=" + seed + " kills=" + KILLS + " uninterrupted-ms=" + wholeMillis);
        SplittableRandom random = new SplittableRandom(seed);
        int kills = 0;
        int resumed = 0;
        for (int round = 0; kills < KILLS; round++) {
            String state = "state-" + round;
            boolean done = false;
            while (!done) {
                String before = newestCheckpoint(killed.resolve(state));
                Process child = child(killed, state);
                // Every second kill comes after a checkpoint of this very child: on a slow machine all the others may
                // come before there is anything to resume from.
                if (kills < KILLS && kills % 2 == 0) {
                    awaitNewCheckpoint(child, killed.resolve(state), before);
                    done = child.waitFor(random.nextLong(wholeMillis / 4), TimeUnit.MILLISECONDS);
                } else {
                    long patience = kills < KILLS ? 300 + random.nextLong(wholeMillis) : 60_000;
                    done = child.waitFor(patience, TimeUnit.MILLISECONDS);
                }
                if (done) {
                    assertThat(child.exitValue())
                            .as("seed=%s, round=%s, %s", seed, round, log(killed))
                            .isZero();
                } else {
                    child.destroyForcibly().waitFor(); // SIGKILL
                    kills++;
                }
                resumed += log(killed).contains("resumed: checkpoint=") ? 1 : 0;
            }
            assertThat(Files.readAllBytes(killed.resolve("out.frames")))
                    .as("seed=%s, round=%s", seed, round)
                    .isEqualTo(expected);
        }
        System.out.println("KillTest kills=" + kills + " completed-after-resuming=" + resumed);
        assertThat(resumed).isPositive();
    }

    private static void awaitNewCheckpoint(Process child, Path state, String before)
            throws IOException, InterruptedException {
        while (newestCheckpoint(state).equals(before)) {
            if (child.waitFor(2, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private static String newestCheckpoint(Path state) throws IOException {
        if (!Files.isDirectory(state)) {
            return "";
        }
        try (Stream<Path> files = Files.list(state)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".pb"))
                    .max(Comparator.naturalOrder())
                    .orElse("");
        }
    }

    private static String log(Path directory) throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private static Process child(Path directory, String state) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "io.millrace.cli.Main",
                "run",
                directory.toString(),
                "--speed",
                "max",
                "--json",
                "--checkpoint",
                directory.resolve(state).toString(),
                "--checkpoint-every",
                "30ms",
                "--resume"));
        for (int i = 0; i < REPEATS; i++) {
            command.add("--input");
            command.add(Path.of(Cli.example(), "simulated-room.csv.gz").toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.start();
    }
}
