package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Operator;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.transport.files.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The whole chain of examples/lidar-tracking, packets to tracks, against the truth that the simulator wrote beside them. What
 * may be missed are cars behind others; score.py prints the same figures of a run.
 */
class SimulatedCrossingTest {

    private static final Path EXAMPLE = Path.of(System.getProperty("millrace.root", "."), "examples/lidar-tracking");
    private static final int SETTLED_TURNS = 8;
    private static final double MATCH_METERS = 2.5;
    private static final int FIELDS = 12;

    private record Thing(int identity, double x, double y, double vx, double vy) {}

    @Test
    void followsWhatMovesAtTheCrossing() throws IOException {
        List<Frame> tracks = tracks();
        Map<Integer, List<Thing>> truth = truth();
        assertThat(tracks).hasSize(60);
        int present = 0;
        int switches = 0;
        Map<Integer, Integer> last = new HashMap<>();
        List<Double> offsets = new ArrayList<>();
        List<Double> speeds = new ArrayList<>();
        for (int turn = SETTLED_TURNS; turn < tracks.size(); turn++) {
            float[] rows = tracks.get(turn).tensor().floats();
            for (Thing thing : truth.getOrDefault(turn, List.of())) {
                if (Math.abs(thing.x) > 40 || Math.abs(thing.y) > 19) {
                    continue;
                }
                present++;
                int best = nearest(rows, thing);
                if (best >= 0) {
                    offsets.add(Math.hypot(rows[best + 1] - thing.x, rows[best + 2] - thing.y));
                    speeds.add(Math.hypot(rows[best + 8] - thing.vx, rows[best + 9] - thing.vy));
                    Integer before = last.put(thing.identity, (int) rows[best]);
                    switches += before != null && before != (int) rows[best] ? 1 : 0;
                }
            }
        }
        assertThat(present).isEqualTo(250);
        assertThat(offsets.size()).as("found of 250").isGreaterThanOrEqualTo(200);
        assertThat(switches).as("changes of identity").isLessThanOrEqualTo(2);
        Collections.sort(offsets);
        Collections.sort(speeds);
        assertThat(offsets.get(offsets.size() / 2)).as("median offset, m").isLessThan(0.72);
        assertThat(speeds.get(speeds.size() / 2))
                .as("median error of the velocity, m/s")
                .isLessThan(0.35);
    }

    private static int nearest(float[] rows, Thing thing) {
        int best = -1;
        double least = MATCH_METERS;
        for (int at = 0; at < rows.length; at += FIELDS) {
            double distance = Math.hypot(rows[at + 1] - thing.x, rows[at + 2] - thing.y);
            if (distance <= least) {
                least = distance;
                best = at;
            }
        }
        return best;
    }

    /** With the settings of pipeline.yaml. */
    private static List<Frame> tracks() throws IOException {
        List<Frame> packets = new ArrayList<>();
        try (var reader = Recordings.open(EXAMPLE.resolve("simulated-crossing.pcap.gz"))) {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                if (record.length > 1000) { // not the note that says where it comes from
                    packets.add(Frames.of(packets.size(), 320, Tensor.ofBytes(record)));
                }
            }
        }
        StreamSpec in = StreamSpec.records().withRateHz(320);
        StreamSpec cloud = Cloud.spec(5).withRateHz(10);
        String metadata = "metadata: " + EXAMPLE.resolve("simulated-crossing.json");
        List<Frame> clouds = through(new OusterLidar(), in, packets, metadata);
        List<Frame> near =
                through(new CloudCrop(), cloud, clouds, "min: [-45, -21, -3]", "max: [45, 21, 3]", "near-meters: 1.5");
        List<Frame> above = through(new GroundRemoval(), cloud, near, "thickness-meters: 0.25");
        List<Frame> things =
                through(new ClusterBoxes(), cloud, above, "cell-meters: 0.7", "fewest-points: 4", "longest-meters: 10");
        return through(
                new TrackBoxes(),
                Cloud.rows(cloud, Cloud.BOX, 8),
                things,
                "gate-meters: 3",
                "position-noise-meters: 0.4");
    }

    private static <C extends Record> List<Frame> through(
            Operator<C> operator, StreamSpec in, List<Frame> frames, String... settings) {
        try (OperatorRun run =
                OperatorHarness.of(operator).in(in).with(settings).open()) {
            run.feed(frames.toArray(new Frame[0]));
            run.flush();
            return List.copyOf(run.emitted(0));
        }
    }

    private static Map<Integer, List<Thing>> truth() throws IOException {
        Map<Integer, List<Thing>> turns = new HashMap<>();
        List<String> lines = Files.readAllLines(EXAMPLE.resolve("simulated-crossing.truth.csv"));
        for (String line : lines.subList(1, lines.size())) {
            String[] v = line.split(",");
            turns.computeIfAbsent(Integer.parseInt(v[0]), key -> new ArrayList<>())
                    .add(new Thing(
                            Integer.parseInt(v[1]),
                            Double.parseDouble(v[2]),
                            Double.parseDouble(v[3]),
                            Double.parseDouble(v[6]),
                            Double.parseDouble(v[7])));
        }
        return turns;
    }
}
