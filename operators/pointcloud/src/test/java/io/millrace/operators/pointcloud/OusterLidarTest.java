package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.TestData;
import io.millrace.transport.files.Recordings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OusterLidarTest extends OperatorContractTest {

    private static final double PACKET_HZ = 40;

    @TempDir
    static Path folder;

    private static OperatorHarness<?> sensor(String profile) {
        try {
            Path file = Files.writeString(folder.resolve(profile + ".json"), OusterPackets.metadata(profile));
            return OperatorHarness.of(new OusterLidar())
                    .in(StreamSpec.records().withRateHz(PACKET_HZ))
                    .with("metadata: " + file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return sensor("RNG15_RFL8_NIR8");
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        int turn = (int) (sequence / 4 + 65_500); // the counter of turns wraps on the way
        byte[] packet = OusterPackets.low(turn, (int) (sequence % 4), (b, c) -> 800 + 8 * random.nextInt(4000));
        return packet(sequence, random.nextInt(15) == 0 ? new byte[48] : packet);
    }

    @Override
    protected List<Integer> widths() {
        return List.of(32);
    }

    @Override
    protected boolean timesFollowInputs() {
        return false;
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 16; // a cloud's shape is another each time: 60 bytes a turn of 4 packets
    }

    private static Frame packet(long sequence, byte[] bytes) {
        return Frames.of(sequence, PACKET_HZ, Tensor.ofBytes(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RNG15_RFL8_NIR8", "RNG19_RFL8_SIG16_NIR16", "LEGACY"})
    void givesAPointForEachReturn(String profile) {
        try (OperatorRun run = sensor(profile).open()) {
            for (int packet = 0; packet < 4; packet++) {
                // One return: beam 1 (altitude 5 degrees, azimuth -4), column 9, 8 m.
                run.feed(packet(
                        packet,
                        switch (profile) {
                            case "LEGACY" -> OusterPackets.legacy(7, packet, (b, c) -> b == 1 && c == 9 ? 8000 : 0);
                            case "RNG15_RFL8_NIR8" ->
                                OusterPackets.low(7, packet, (b, c) -> b == 1 && c == 9 ? 8000 : 0);
                            default -> OusterPackets.single(7, packet, (b, c) -> b == 1 && c == 9 ? 8000 : 0);
                        }));
            }
            Frame cloud = run.emitted(0).get(0);
            float[] point = cloud.tensor().floats();
            double e = 2 * Math.PI * (1 - 9 / 32.0);
            double a = Math.toRadians(4);
            double f = Math.toRadians(5);
            double flat = (8.0 - 0.015) * Math.cos(f);
            assertThat(cloud.tensor().shape().toString()).isEqualTo("[1, 5]");
            assertThat(point[0]).isCloseTo((float) -(flat * Math.cos(e + a) + 0.015 * Math.cos(e)), within(1e-5f));
            assertThat(point[1]).isCloseTo((float) -(flat * Math.sin(e + a) + 0.015 * Math.sin(e)), within(1e-5f));
            assertThat(point[2]).isCloseTo((float) ((8.0 - 0.015) * Math.sin(f) + 0.036), within(1e-5f));
            assertThat(point[3]).isEqualTo(11);
            assertThat(point[4]).isCloseTo(0.009f, within(1e-7f));
            float[] image = run.emitted(1).get(0).tensor().floats();
            assertThat(image[32 + 9]).isEqualTo(8f);
        }
    }

    @Test
    void turnsRowsSoThatAColumnIsOneDirection() {
        try (OperatorRun run = harness(32).open()) {
            for (int packet = 0; packet < 4; packet++) {
                run.feed(packet(packet, OusterPackets.low(7, packet, (b, c) -> c == 31 ? 8 * (b + 1) : 0)));
            }
            float[] image = run.emitted(1).get(0).tensor().floats();
            assertThat(image[1]).isEqualTo(0.008f); // shifted by 2: 33 modulo 32
            assertThat(image[32 + 31]).isEqualTo(0.016f);
            assertThat(image[64 + 30]).isEqualTo(0.024f);
        }
    }

    @Test
    void accountsForWhatIsMissingTwiceOrLate() {
        try (OperatorRun run = harness(32).open()) {
            int[][] sent = {{5, 0}, {5, 1}, {5, 1}, {5, 3}, {6, 0}, {5, 2}, {6, 1}, {6, 2}, {6, 3}, {6, 3}, {5, 0}};
            for (int i = 0; i < sent.length; i++) {
                run.feed(packet(i, OusterPackets.low(sent[i][0], sent[i][1], (b, c) -> 1600)));
            }
            byte[] odd = OusterPackets.low(7, 0, (b, c) -> 1600);
            odd[32 + 8] = (byte) 200;
            run.feed(packet(20, odd));
            assertThat(run.drops()).isEqualTo(Map.of("duplicate", 2L, "late", 2L, "bad-column", 1L));
            assertThat(run.emitted(0))
                    .extracting(f -> f.tensor().shape().toString())
                    .containsExactly("[96, 5]", "[128, 5]");
            assertThat(run.gauge("missing-columns")).isEqualTo(8);
        }
    }

    @Test
    void countsTheSensorsTimeFromTheFirstArrival() {
        try (OperatorRun run = harness(32).open()) {
            for (int i = 0; i < 12; i++) {
                run.feed(packet(i, OusterPackets.low(i / 4, i % 4, (b, c) -> 1600)));
            }
            long first = run.emitted(0).get(0).timeNanos();
            assertThat(first).isEqualTo(packet(3, new byte[0]).timeNanos() - 31 * OusterPackets.COLUMN_NANOS);
            assertThat(run.emitted(0))
                    .extracting(Frame::timeNanos)
                    .containsExactly(first, first + 32_000_000, first + 64_000_000);
        }
    }

    /**
     * A sensor that runs 80 ppm fast, packets that arrive up to 3 ms late, one in ten at once: after a minute turns are timed to
     * 50 µs, where those of the sensor's clock are off by what it gained.
     */
    @Test
    void followsTheSensorsDriftOnTheHostsClock() {
        Random random = new Random(seed());
        try (OperatorRun host = harness(32).with("clock: host").open();
                OperatorRun sensor = harness(32).open()) {
            double fast = 1 + 80e-6;
            int turns = 2000;
            for (int i = 0; i < 4 * turns; i++) {
                byte[] packet = OusterPackets.low(i / 4, i % 4, (b, c) -> 1600);
                long sensorNanos = (8L * i + 7) * OusterPackets.COLUMN_NANOS;
                long late = random.nextInt(10) == 0 ? 0 : random.nextInt(3_000_000);
                long now = Frames.START_NANOS + Math.round(sensorNanos / fast) + late;
                Frame frame = new Frame(i, now, 0, now, Tensor.ofBytes(packet), Frames.PROVENANCE);
                host.feed(frame);
                sensor.feed(frame);
            }
            assertThat(host.contract().outputs().get(0).spec().clockDomain()).isEqualTo(StreamSpec.HOST_CLOCK);
            assertThat(sensor.contract().outputs().get(0).spec().clockDomain()).isEqualTo("lidar");
            long truth = Frames.START_NANOS + Math.round(32e6 * (turns - 1) / fast);
            Frame last = host.emitted(0).get(turns - 1);
            assertThat(last.timeNanos()).as("seed=%d", seed()).isCloseTo(truth, within(50_000L));
            assertThat(Math.abs(last.timeNanos() - truth)).isLessThanOrEqualTo(last.uncertaintyNanos());
            assertThat(sensor.emitted(0).get(turns - 1).timeNanos() - truth).isGreaterThan(4_000_000L);
        }
    }

    @Test
    void refusesAFileThatDescribesNoSensor() throws IOException {
        Path file = Files.writeString(folder.resolve("other.json"), "{ \"beam_altitude_angles\": [1] }");
        assertThat(OperatorHarness.of(new OusterLidar())
                        .in(StreamSpec.records())
                        .with("metadata: " + file)
                        .problems())
                .containsExactly("sensor is not described: node=node, metadata=" + file
                        + ", cause=key is missing: key=columns_per_frame (expected the JSON file that the sensor gives of"
                        + " itself)");
    }

    /** Ranges exactly, positions to 0.1 mm: floats of up to 200 m are good for 0.015 mm, the rest is the SDK's float32. */
    @Test
    void agreesWithTheSensorMakersOwnDecoder() throws IOException {
        Path capture = TestData.require("lidar-ouster/OS-1-128_v2.3.0_1024x10_lb_n3.pcap");
        Path metadata = TestData.require("lidar-ouster/OS-1-128_v2.3.0_1024x10.json");
        Golden golden = Golden.inTree("operators/kernels/src/test/resources/golden/ouster.txt");
        try (var reader = Recordings.open(capture);
                OperatorRun run = OperatorHarness.of(new OusterLidar())
                        .in(StreamSpec.records())
                        .with("metadata: " + metadata)
                        .open()) {
            long sequence = 0;
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                run.feed(packet(sequence++, record));
            }
            assertThat(run.drops()).isEqualTo(Map.of("wrong-length", 30L)); // the IMU's packets
            assertThat(run.emitted(0)).hasSize(3);
            for (int turn = 0; turn < 3; turn++) {
                compare(
                        golden,
                        "turn" + turn,
                        run.emitted(0).get(turn),
                        run.emitted(1).get(turn));
            }
        }
    }

    private static void compare(Golden golden, String turn, Frame cloud, Frame image) {
        float[] points = cloud.tensor().floats();
        double[] numbers = golden.doubles(turn + "_numbers");
        assertThat(points.length / 5).isEqualTo((int) numbers[2]);
        long ranges = 0;
        for (float metres : image.tensor().floats()) {
            ranges += Math.round(metres * 1000.0);
        }
        assertThat(ranges).isEqualTo((long) numbers[3]);
        double[] xyz = golden.doubles(turn + "_xyz");
        double[] reflectivity = golden.doubles(turn + "_reflectivity");
        for (int i = 0; i < reflectivity.length; i++) {
            float[] point = Arrays.copyOfRange(points, 997 * 5 * i, 997 * 5 * i + 5);
            for (int axis = 0; axis < 3; axis++) {
                assertThat(point[axis]).as("point %d", 997 * i).isCloseTo((float) xyz[3 * i + axis], within(1e-4f));
            }
            assertThat(point[3]).isEqualTo((float) reflectivity[i]);
        }
        double[] sampled = golden.doubles(turn + "_image");
        for (int row = 0; row < 8; row++) {
            for (int column = 0; column < 16; column++) {
                assertThat(Math.round(image.tensor().floats()[16 * row * 1024 + 64 * column] * 1000.0))
                        .isEqualTo((long) sampled[16 * row + column]);
            }
        }
        assertThat(points[points.length - 1]).isLessThan((float) (golden.doubles(turn + "_nanos")[1] * 1e-9) + 1e-6f);
    }
}
