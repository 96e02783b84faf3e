package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.TestData;
import io.millrace.transport.files.Recordings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointFileTest extends OperatorContractTest {

    private static final String HEADER =
            "VERSION 0.7\nFIELDS x y z intensity\nSIZE 4 4 4 1\nTYPE F F F U\nCOUNT 1 1 1 1\nWIDTH 2\nHEIGHT 1\nPOINTS 2\n";

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new PointFile()).in(StreamSpec.records().withRateHz(10));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        ByteBuffer points =
                ByteBuffer.allocate(16 * (1 + random.nextInt(width))).order(ByteOrder.LITTLE_ENDIAN);
        while (points.hasRemaining()) {
            points.putFloat(random.nextFloat());
        }
        return file(sequence, points.array());
    }

    @Override
    protected List<Integer> widths() {
        return List.of(5, 100);
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 256; // the shape of a cloud, which is another each time, and views of the file's bytes
    }

    private static Frame file(long sequence, byte[] bytes) {
        return Frames.of(sequence, 10, Tensor.ofBytes(bytes));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = PointFileTest.class.getResourceAsStream("/pcd/" + name + ".pcd")) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static byte[] join(String header, byte[] data) {
        byte[] head = header.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + data.length);
        System.arraycopy(data, 0, whole, head.length, data.length);
        return whole;
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary", "compressed"})
    void readsWhatPclWroteInEachFormAlike(String form) throws IOException {
        try (OperatorRun run = harness(1).open()) {
            run.feed(file(0, resource("ascii")), file(1, resource(form)));
            assertThat(run.emitted().get(0).tensor().shape().toString()).isEqualTo("[238, 4]");
            assertThat(run.emitted().get(1).tensor())
                    .isEqualTo(run.emitted().get(0).tensor());
            assertThat(run.gauge("invalid-points")).isEqualTo(2);
        }
    }

    @Test
    void readsEachTypeAndToleratesBytesBehindTheLastPoint() {
        ByteBuffer data = ByteBuffer.allocate(26 + 3).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(1).putFloat(2).putFloat(3).put((byte) 200);
        data.putFloat(-1).putFloat(-2).putFloat(-3).put((byte) 4);
        try (OperatorRun run = harness(1).with("form: pcd").open()) {
            run.feed(file(0, join(HEADER + "DATA binary\n", data.array())));
            assertThat(run.last().tensor().floats()).containsExactly(1, 2, 3, 200, -1, -2, -3, 4);
            assertThat(run.gauge("trailing-bytes")).isEqualTo(3);
        }
    }

    @Test
    void skipsPaddingAndFieldsItDoesNotKnow() {
        String header = "VERSION .7\nFIELDS _ z y x ring\nSIZE 1 8 4 4 2\nTYPE U F F F U\nCOUNT 3 1 1 1 2\nWIDTH 1\n"
                + "HEIGHT 1\nDATA binary\n";
        ByteBuffer data = ByteBuffer.allocate(3 + 8 + 4 + 4 + 4).order(ByteOrder.LITTLE_ENDIAN);
        data.position(3);
        data.putDouble(3).putFloat(2).putFloat(1);
        try (OperatorRun run = harness(1).open()) {
            run.feed(file(0, join(header, data.array())));
            assertThat(run.last().tensor().floats()).containsExactly(1, 2, 3, 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DATA binary\\n|25", // one byte short
                "DATA ascii\\n1 2 3|0", // ends within a point
                "DATA ascii\\n1 2 3 x 1 2 3 4|0", // no number
                "DATA zipped\\n|26", // no such form
                "DATA binary_compressed\\n|8", // sizes that cannot be
                "|0" // never says how the data is stored
            })
    void dropsWhatIsDamaged(String end, int dataBytes) {
        String header = HEADER + (end == null ? "" : end.replace("\\n", "\n"));
        try (OperatorRun run = harness(1).open()) {
            run.feed(file(0, join(header, new byte[dataBytes])), file(1, new byte[17]));
            assertThat(run.emitted()).isEmpty();
            assertThat(run.drops()).isEqualTo(Map.of("no-cloud", 2L));
        }
    }

    @Test
    void dropsCompressedDataThatIsDamaged() throws IOException {
        byte[] good = resource("compressed");
        Random random = new Random(seed());
        try (OperatorRun run = harness(1).open()) {
            for (int i = 0; i < 500; i++) {
                byte[] bad = good.clone();
                bad[300 + random.nextInt(good.length - 300)] ^= (byte) (1 << random.nextInt(8));
                run.feed(file(i, Arrays.copyOf(bad, bad.length - random.nextInt(3))));
            }
            // A flipped bit may also only change a coordinate; what counts is that nothing else happens.
            assertThat(run.emittedCount() + run.drops().getOrDefault("no-cloud", 0L))
                    .isEqualTo(500);
        }
    }

    @ParameterizedTest
    @CsvSource({"lidar-kitti-nc/000008.bin, 17238, 0", "lidar-kitti-nc/frame_00.pcd.gz, 119978, 3906"})
    void readsRealFiles(String name, int points, int trailing) throws IOException {
        Path path = TestData.require(name);
        try (var reader = Recordings.open(path);
                OperatorRun run = harness(1).open()) {
            run.feed(file(0, Objects.requireNonNull(reader.next())));
            assertThat(reader.next()).isNull();
            assertThat(run.last().tensor().shape().extent(0)).isEqualTo(points);
            assertThat(run.gauge("trailing-bytes")).isEqualTo(trailing);
        }
    }
}
