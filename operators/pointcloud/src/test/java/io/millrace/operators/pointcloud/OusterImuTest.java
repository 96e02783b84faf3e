package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Bundle;
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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OusterImuTest extends OperatorContractTest {

    private static final double PACKET_HZ = 100;
    private static final long PERIOD_NANOS = 10_000_000;
    private static final long LAG_NANOS = 221_630;
    /** A quarter turn about z, and a place that must not matter. */
    private static final String METADATA = """
            { "imu_to_sensor_transform": [0, -1, 0, 6.25, 1, 0, 0, -11.8, 0, 0, 1, 7.6, 0, 0, 0, 1],
              "udp_profile_imu": "%s" }
            """;

    @TempDir
    static Path folder;

    private static OperatorHarness<?> sensor(String profile) {
        try {
            Path file = Files.writeString(folder.resolve(profile + ".json"), METADATA.formatted(profile));
            return OperatorHarness.of(new OusterImu())
                    .in(StreamSpec.records().withRateHz(PACKET_HZ))
                    .with("metadata: " + file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return sensor("LEGACY").with("clock: host");
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        long number = sequence - (random.nextInt(9) == 0 ? random.nextInt(3) : 0); // some repeated, some late
        byte[] bytes = imu(number, random.nextFloat(), -1, 1, random.nextFloat(), 2, 3);
        return packet(sequence, random.nextInt(15) == 0 ? new byte[47] : bytes);
    }

    @Override
    protected List<Integer> widths() {
        return List.of(6);
    }

    @Override
    protected boolean timesFollowInputs() {
        return false;
    }

    private static byte[] imu(long number, float... values) {
        ByteBuffer out = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        long nanos = 5_000_000_000L + number * PERIOD_NANOS;
        out.putLong(nanos - 200_000).putLong(nanos).putLong(nanos + LAG_NANOS);
        for (float value : values) {
            out.putFloat(value);
        }
        return out.array();
    }

    private static byte[] imu(long number) {
        return imu(number, 0, 0, 1, 0, 0, 0);
    }

    private static Frame packet(long sequence, byte[] bytes) {
        return Frames.of(sequence, PACKET_HZ, Tensor.ofBytes(bytes));
    }

    @Test
    void givesMeasurementsAlongTheSensorsAxesWithTheirUnits() {
        try (OperatorRun run = sensor("LEGACY").open()) {
            run.feed(packet(0, imu(0, 1, 2, -0.5f, 180, 90, -45)));
            Bundle parts = run.last().bundle();
            float g = 9.80665f;
            float half = (float) Math.PI / 2;
            assertThat(parts.tensor(0).floats()).containsExactly(-2 * g, g, -0.5f * g);
            assertThat(parts.tensor(1).floats()).containsExactly(-half, (float) Math.PI, -half / 2);
            assertThat(parts.tensor(2).floats()[0]).isCloseTo(221.63e-6f, within(1e-10f));
            StreamSpec spec = run.contract().outputs().get(0).spec();
            assertThat(spec.clockDomain()).isEqualTo("imu");
            assertThat(spec.fields().values()).extracting(StreamSpec::unit).containsExactly("m/s^2", "rad/s", "s");
        }
    }

    @Test
    void accountsForWhatIsMissingTwiceLateOrNoNumber() {
        try (OperatorRun run = sensor("LEGACY").open()) {
            long[] sent = {0, 1, 1, 2, 5, 4, 0, 5, 6};
            for (int i = 0; i < sent.length; i++) {
                run.feed(packet(i, imu(sent[i])));
            }
            run.feed(packet(20, imu(7, 0, 0, Float.NaN, 0, 0, 0)));
            run.feed(packet(21, new byte[49]));
            assertThat(run.drops()).isEqualTo(Map.of("duplicate", 3L, "late", 1L, "bad-value", 1L, "wrong-length", 1L));
            assertThat(run.gauge("missing-packets")).isEqualTo(2);
            assertThat(run.gauge("restarts")).isZero();
            assertThat(run.emitted(0)).hasSize(5);
        }
    }

    @Test
    void beginsAnewWithASensorThatWasSwitchedOff() {
        try (OperatorRun run = sensor("LEGACY").open()) {
            run.feed(packet(0, imu(500)));
            run.feed(packet(1, imu(501)));
            run.feed(packet(90, imu(0)));
            run.feed(packet(91, imu(1)));
            long restarted = packet(90, new byte[0]).timeNanos();
            assertThat(run.emitted(0))
                    .extracting(Frame::timeNanos)
                    .containsExactly(
                            Frames.START_NANOS, Frames.START_NANOS + PERIOD_NANOS, restarted, restarted + PERIOD_NANOS);
            assertThat(run.gauge("restarts")).isEqualTo(1);
            assertThat(run.gauge("missing-packets")).isZero();
        }
    }

    @Test
    void refusesPacketsOfAnotherForm() {
        assertThat(sensor("ACCEL32_GYRO32_NMEA").problems())
                .containsExactly("sensor is not described: node=node, metadata="
                        + folder.resolve("ACCEL32_GYRO32_NMEA.json")
                        + ", cause=packets of a form that is not known: udp_profile_imu=ACCEL32_GYRO32_NMEA"
                        + " (expected the JSON file that the sensor gives of itself)");
    }

    private static List<byte[]> captured() throws IOException {
        Path capture = TestData.require("lidar-ouster/OS-1-128_v2.3.0_1024x10_lb_n3.pcap");
        List<byte[]> records = new ArrayList<>();
        try (var reader = Recordings.open(capture)) {
            for (byte[] record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
        }
        return records;
    }

    private static OperatorHarness<?> capturing() {
        return OperatorHarness.of(new OusterImu())
                .in(StreamSpec.records())
                .with("metadata: " + TestData.require("lidar-ouster/OS-1-128_v2.3.0_1024x10.json"));
    }

    /** Times exactly; measurements to 1e-6 m/s² and rad/s, more than a float of 10 is rounded by; sums of 30 to 3e-5. */
    @Test
    void agreesWithNumpyOnARealCapture() throws IOException {
        Golden golden = Golden.inTree("operators/kernels/src/test/resources/golden/ouster-imu.txt");
        try (OperatorRun run = capturing().open()) {
            long sequence = 0;
            for (byte[] record : captured()) {
                run.feed(packet(sequence++, record));
            }
            List<Frame> frames = run.emitted(0);
            assertThat(frames).hasSize((int) golden.doubles("packets")[0]);
            assertThat(run.drops()).isEqualTo(Map.of("wrong-length", 192L)); // the LiDAR's packets
            assertThat(run.gauge("missing-packets")).isZero();
            double[] sums = new double[6];
            for (int i = 0; i < frames.size(); i++) {
                Bundle parts = frames.get(i).bundle();
                assertThat(frames.get(i).timeNanos() - frames.get(0).timeNanos())
                        .isEqualTo((long) golden.doubles("nanos")[i]);
                assertThat(parts.tensor(2).floats()[0]).isCloseTo((float) golden.doubles("lag")[i], within(1e-9f));
                for (int axis = 0; axis < 3; axis++) {
                    sums[axis] += parts.tensor(0).floats()[axis];
                    sums[3 + axis] += parts.tensor(1).floats()[axis];
                    if (i % 3 == 0) {
                        compare(
                                golden.rows("acceleration")[i / 3][axis],
                                parts.tensor(0).floats()[axis]);
                        compare(
                                golden.rows("turning")[i / 3][axis],
                                parts.tensor(1).floats()[axis]);
                    }
                }
            }
            for (int axis = 0; axis < 3; axis++) {
                assertThat(sums[axis]).isCloseTo(golden.doubles("acceleration_sum")[axis], within(3e-5));
                assertThat(sums[3 + axis]).isCloseTo(golden.doubles("turning_sum")[axis], within(3e-5));
            }
        }
    }

    private static void compare(double expected, float found) {
        assertThat((double) found).isCloseTo(expected, within(1e-6));
    }

    /** What was taken out of a real capture or sent twice is exactly what is counted. */
    @Test
    void countsWhatWasTakenOutOfARealCapture() throws IOException {
        List<byte[]> records = captured();
        records.removeIf(record -> record.length != 48);
        Random random = new Random(seed());
        int taken = 0;
        int doubled = 0;
        try (OperatorRun run = capturing().open()) {
            for (int i = 0; i < records.size(); i++) {
                boolean inside = i > 0 && i < records.size() - 1;
                if (inside && random.nextInt(4) == 0) {
                    taken++;
                    continue;
                }
                run.feed(packet(i, records.get(i)));
                if (random.nextInt(4) == 0) {
                    doubled++;
                    run.feed(packet(i, records.get(i)));
                }
            }
            assertThat(run.gauge("missing-packets")).as("seed=%d", seed()).isEqualTo(taken);
            assertThat(run.drops()).isEqualTo(doubled == 0 ? Map.of() : Map.of("duplicate", (long) doubled));
        }
    }
}
