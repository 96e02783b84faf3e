package io.millrace.operators.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.api.stream.StreamSpec;
import io.millrace.operators.filter.Hampel;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Npz;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.TestData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The published presence table, through the whole chain of operators: recorded rows wrapped as datagrams, baseline and
 * movement as one stream.
 */
class EspectreTableTest {

    private static final int SKIP = 300;
    private static final int CALIBRATION = 750;

    @ParameterizedTest
    @CsvSource({
        "c3_64sc_20260329_130303, c3_64sc_20260329_130321, 96.1, 0.1",
        "c5_64sc_20260329_124440, c5_64sc_20260329_124504, 99.7, 1.1",
        "c6_64sc_20260310_230414, c6_64sc_20260310_230434, 98.1, 0.0",
        "s3_64sc_20260329_125557, s3_64sc_20260329_125616, 99.8, 2.8",
        "esp32_64sc_20260310_232100, esp32_64sc_20260310_232137, 99.8, 0.0"
    })
    void reproducesThePublishedTable(String baselineName, String movementName, double recall, double falsePositives) {
        Path folder = TestData.require("csi-espectre");
        Path baseline = folder.resolve("baseline_" + baselineName + ".npz");
        List<Frame> records = new ArrayList<>();
        int quiet = append(records, baseline);
        int busy = append(records, folder.resolve("movement_" + movementName + ".npz"));
        boolean locked =
                Objects.requireNonNull(Npz.read(baseline, "gain_locked")).flag();

        List<Frame> fields = chain(records, locked ? "sigma" : "cv", Math.min(CALIBRATION, quiet - SKIP));

        assertThat(fields).hasSize(quiet + busy);
        float threshold = fields.get(fields.size() - 1).tensor().floats()[1];
        assertThat(threshold).isPositive();
        // The table gives one decimal: it is met to the digit within half a unit of it.
        assertThat(percentAbove(fields.subList(quiet, quiet + busy), threshold)).isCloseTo(recall, within(0.0501));
        assertThat(percentAbove(fields.subList(SKIP, quiet), threshold)).isCloseTo(falsePositives, within(0.0501));
    }

    private static List<Frame> chain(List<Frame> records, String normalise, int calibrationFrames) {
        StreamSpec spec = StreamSpec.records();
        List<Frame> frames = records;
        List<OperatorHarness<?>> operators = List.of(
                OperatorHarness.of(new Esp32Csi()).with("grid: ht20", "order: centred"),
                OperatorHarness.of(new CsiAmplitude()),
                OperatorHarness.of(new SubcarrierSelect())
                        .with("indices: [-20, -18, -16, -14, -12, -8, -4, 4, 8, 12, 16, 20]"),
                OperatorHarness.of(new CsiTurbulence()).with("normalise: " + normalise),
                OperatorHarness.of(new Hampel()).with("window-frames: 7", "threshold-mad: 5"),
                OperatorHarness.of(new CsiPresence())
                        .with("skip-frames: " + SKIP, "calibration-frames: " + calibrationFrames));
        for (OperatorHarness<?> operator : operators) {
            try (OperatorRun run = operator.in(spec).open()) {
                frames = List.copyOf(run.feed(frames).flush().emitted());
                spec = run.contract().outputs().get(0).spec();
                assertThat(run.drops()).isEmpty();
            }
        }
        return frames;
    }

    /** Rows are int8 pairs, imaginary part first, as the datagram has them. */
    private static int append(List<Frame> records, Path recording) {
        byte[][] rows = Objects.requireNonNull(Npz.read(recording, "csi_data")).byteRows();
        for (byte[] pairs : rows) {
            records.add(Frames.of(records.size(), 100, Records.adr018(1, records.size(), pairs)));
        }
        return rows.length;
    }

    private static double percentAbove(List<Frame> fields, float threshold) {
        long above =
                fields.stream().filter(f -> f.tensor().floats()[0] > threshold).count();
        return 100.0 * above / fields.size();
    }
}
