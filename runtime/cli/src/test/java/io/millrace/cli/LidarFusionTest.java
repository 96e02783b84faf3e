package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What moves, over several turns; and a LiDAR with its inertial unit. */
class LidarFusionTest {

    private static final int FRAMES = 4;

    @TempDir
    private Path folder;

    @Test
    void tracksFindTheirPointsOfTheLastTurns() {
        Cli run = Cli.run(
                "run",
                Cli.root().resolve("examples/lidar-tracking/fusion.yaml").toString(),
                "--speed",
                "max",
                "--json",
                "--set",
                "sinks.view.in=[history]",
                "--set",
                "sinks.picture.path=" + folder.resolve("fusion.png"),
                "--set",
                "sinks.picture.still=" + folder.resolve("last.png"));
        assertThat(run.code()).as(run.err()).isZero();
        double[] points = new double[FRAMES];
        int turns = 0;
        for (Map<String, Object> line : run.lines()) {
            if ("history".equals(line.get("port"))) {
                List<?> counts = (List<?>) ((Map<?, ?>) line.get("values")).get("count");
                for (int i = 0; i < counts.size() && turns >= FRAMES; i++) {
                    points[i % FRAMES] += ((Number) counts.get(i)).doubleValue();
                }
                turns++;
            }
        }
        assertThat(turns).isEqualTo(60);
        assertThat(points[0]).isGreaterThan(1000);
        // Where a box is taken to be three turns ago hold as many points as there are now, but for what has just come.
        assertThat(points[FRAMES - 1] / points[0]).isBetween(0.85, 1.0);
        Map<String, Object> report = run.lines().get(run.lines().size() - 1);
        assertThat(report).containsEntry("balanced", true);
        Map<?, ?> gauges = gauges(report, "history");
        assertThat(number(gauges, "touched-points")).isBetween(1.0, number(gauges, "all-points") / 2);
        assertThat(number(gauges, "reused-points")).isPositive();
        assertThat(folder.resolve("fusion.png")).isNotEmptyFile();
    }

    private static double number(Map<?, ?> gauges, String name) {
        return ((Number) gauges.get(name)).doubleValue();
    }

    private static Map<?, ?> gauges(Map<String, Object> report, String node) {
        return ((List<?>) report.get("nodes"))
                .stream()
                        .map(entry -> (Map<?, ?>) entry)
                        .filter(entry -> node.equals(entry.get("node")))
                        .map(entry -> (Map<?, ?>) entry.get("gauges"))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aTurnAndTheInertialUnitAreJoinedOnTheHostsClock() throws IOException {
        Path capture = TestData.require("lidar-ouster/OS-1-128_v2.3.0_1024x10_lb_n3.pcap");
        Path metadata = TestData.require("lidar-ouster/OS-1-128_v2.3.0_1024x10.json");
        Path pipeline = Files.writeString(
                folder.resolve("pipeline.yaml"),
                String.join(
                        "\n",
                        List.of(
                                "pipeline: joined",
                                "profile: this-machine",
                                "sources:",
                                source("lidar", "ouster-lidar", capture, metadata),
                                source("imu", "ouster-imu", capture, metadata),
                                "nodes:",
                                "  near: { operator: cloud-crop, in: lidar, min: [0, 0, -1], max: [3, 3, 1] }",
                                "  pair: { align: nearest, base: cloud, in: { cloud: near, motion: imu },"
                                        + " tolerance: 15ms, on-stall: wait(1s), overflow: block, capacity: 64 }",
                                "sinks:",
                                "  view: { transport: terminal, in: [pair] }",
                                "")));
        Cli run = Cli.run(
                "run",
                pipeline.toString(),
                "--input",
                "lidar=" + capture,
                "--input",
                "imu=" + capture,
                "--speed",
                "max",
                "--json");
        assertThat(run.code()).as(run.err()).isZero();
        List<Map<String, Object>> pairs = run.lines().stream()
                .filter(line -> "pair".equals(line.get("port")))
                .toList();
        assertThat(pairs).as("a set for every turn").hasSize(3);
        for (Map<String, Object> pair : pairs) {
            Map<?, ?> motion = (Map<?, ?>) ((Map<?, ?>) pair.get("values")).get("motion");
            List<?> acceleration = (List<?>) motion.get("acceleration");
            double square = acceleration.stream()
                    .mapToDouble(v -> ((Number) v).doubleValue())
                    .map(v -> v * v)
                    .sum();
            assertThat(Math.sqrt(square)).as("gravity, and somebody who walks").isBetween(8.0, 13.0);
        }
        assertThat(run.lines().get(run.lines().size() - 1)).containsEntry("balanced", true);
    }

    private static String source(String name, String decoder, Path capture, Path metadata) {
        return "  " + name + ": { transport: file, paths: [" + capture + "], decoder: { operator: " + decoder
                + ", metadata: " + metadata + ", clock: host }, overflow: block, capacity: 64 }";
    }
}
