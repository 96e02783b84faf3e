package io.millrace.operators.csi;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Settings;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.csi.wire.ParseResult;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Esp32CsiTest extends OperatorContractTest {

    private static final long PERIOD_MICROS = 10_000;

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new Esp32Csi()).in(StreamSpec.records().withRateHz(Vectors.RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        if (sequence % 20 == 19) {
            return Frames.record(sequence, Vectors.RATE_HZ, "I (312) wifi: log line between rows\r\n");
        }
        // 300 frames into the stream the counter wraps.
        long micros = (0xFFFF_FFFFL - 3_000_000 + sequence * PERIOD_MICROS) & 0xFFFF_FFFFL;
        return record(sequence, Records.c5(sequence, Records.MAC, micros, random));
    }

    @Override
    protected List<Integer> widths() {
        return List.of(64);
    }

    @Override
    protected boolean timesFollowInputs() {
        return false;
    }

    private static Frame record(long sequence, String text) {
        return Frames.record(sequence, Vectors.RATE_HZ, text);
    }

    @Test
    void givesOnTheGridWhatTheRowSays() {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            values.append(i == 0 ? "" : ",").append(i).append(',').append(-i);
        }
        try (OperatorRun run = harness(64).with("order: centred").open()) {
            run.feed(
                    record(0, "CSI_DATA,5," + Records.MAC + ",-41,11,-92,-3,30,6,100,99,0,128,0,\"[" + values + "]\""));
            CsiFrame csi = CsiFrame.of(run.last().bundle());
            for (int i = 0; i < 64; i++) {
                int number = i - 32;
                boolean tone = number != 0 && Math.abs(number) <= 26;
                assertThat(csi.index().shorts()[i]).isEqualTo((short) number);
                assertThat(csi.valid().asBytes()[i]).as("number %d", number).isEqualTo((byte) (tone ? 1 : 0));
                assertThat(csi.iq().floats()[i]).as("real %d", number).isEqualTo(tone ? -i : 0f);
                assertThat(csi.iq().floats()[64 + i]).as("imaginary %d", number).isEqualTo(tone ? i : 0f);
            }
            assertThat(csi.rssiDbm()).isEqualTo(-41);
            assertThat(csi.noiseFloorDbm()).isEqualTo(-92);
            assertThat(csi.fftGain()).isEqualTo(-3);
            assertThat(csi.agcGainDb()).isEqualTo(30);
            assertThat(csi.gainFactor()).isEqualTo(1);
            assertThat(csi.channel()).isEqualTo(6);
            assertThat(csi.layoutStatus()).isEqualTo(1);
            assertThat(csi.nodeId()).isNaN();
        }
    }

    @Test
    void tellsTheOrderByTheNullCarriers() {
        try (OperatorRun run = harness(64).open()) {
            run.feed(frames(64));
            assertThat(run.emitted())
                    .allSatisfy(f ->
                            assertThat(CsiFrame.of(f.bundle()).layoutStatus()).isEqualTo(2));
            assertThat(CsiFrame.of(run.last().bundle()).valid())
                    .isSameAs(CsiFrame.of(run.emitted().get(0).bundle()).valid());
            assertThat(run.drops()).isEqualTo(Map.of("not-csi", 20L));
        }
    }

    @Test
    void countsTheChipsTimeFromTheFirstArrivalAcrossWrapAndRestart() {
        Random random = new Random(seed());
        long[] micros = {0xFFFF_FFF0L, 0x10, 0x20, 5_000_000, 7};
        try (OperatorRun run = harness(64).open()) {
            for (int i = 0; i < micros.length; i++) {
                run.feed(record(i, Records.c5(i, Records.MAC, micros[i], random)));
            }
            long start = Frames.START_NANOS;
            assertThat(run.emitted())
                    .extracting(Frame::timeNanos)
                    .containsExactly(
                            start, start + 32_000, start + 48_000, start + 5_000_016_000L, start + 4 * 10_000_000L);
            assertThat(run.emitted()).extracting(Frame::uncertaintyNanos).containsOnly(1_000L);
        }
    }

    @Test
    void followsTheChipsDriftOnTheHostsClock() {
        Random random = new Random(8);
        OperatorHarness<?> harness =
                OperatorHarness.of(new Esp32Csi()).with("clock: host").in(StreamSpec.records());
        assertThat(harness.contract().outputs().get(0).spec().clockDomain()).isEqualTo(StreamSpec.HOST_CLOCK);
        try (OperatorRun run = harness.open()) {
            long trueNanos = 0;
            for (int i = 0; i < 4_000; i++) { // 40 s of a chip that runs 100 ppm fast, 1 to 20 ms before it arrives
                trueNanos = 10_000_000L * i;
                long micros = Math.round(trueNanos / 1e3 * (1 + 100e-6));
                long arrival = trueNanos + 1_000_000 + (long) (random.nextDouble() * 19_000_000);
                Frame record = record(i, Records.c5(i, Records.MAC, micros, random));
                run.feed(new Frame(i, arrival, 0, arrival, record.payload(), record.provenance()));
            }
            long error = run.last().timeNanos() - trueNanos - 1_000_000;
            assertThat(Math.abs(error)).isLessThan(500_000); // without the fit 4 ms of drift, and the first's delay
            assertThat(run.last().uncertaintyNanos()).isBetween(1_000L, 1_000_000L);
        }
    }

    @Test
    void takesTheArrivalWhereTheRecordHasNoTime() {
        byte[] pairs = new byte[128];
        Arrays.fill(pairs, (byte) 5);
        try (OperatorRun run = harness(64).open()) {
            run.feed(Frames.of(3, 100, Records.adr018(9, 77, pairs)));
            assertThat(run.last().timeNanos()).isEqualTo(Frames.START_NANOS + 30_000_000);
            assertThat(run.last().uncertaintyNanos()).isEqualTo(5_000_000);
            assertThat(run.last().sequence()).isZero();
            assertThat(CsiFrame.of(run.last().bundle()).nodeId()).isEqualTo(9);
            assertThat(CsiFrame.of(run.last().bundle()).channel())
                    .as("of 2437 MHz")
                    .isEqualTo(6);
            assertThat(CsiFrame.of(run.last().bundle()).agcGainDb()).isNaN();
        }
    }

    @Test
    void dropsRepeatsOfTheSameSenderOnly() {
        String row = Records.c5(1, Records.MAC, 100, new Random(1));
        String later = Records.c5(1, Records.MAC, 200, new Random(1));
        String other = Records.c5(1, "1a:00:00:00:00:02", 100, new Random(1));
        try (OperatorRun run = harness(64).open()) {
            run.feed(record(0, row), record(1, row), record(2, later), record(3, other), record(4, row));
            assertThat(run.emitted()).hasSize(3);
            assertThat(run.drops()).isEqualTo(Map.of("duplicate", 2L));
        }
    }

    @Test
    void countsEveryRefusalByItsReason() {
        byte[] pairs = new byte[2 * 57];
        try (OperatorRun run = harness(64).with("sender-limit: 1").open()) {
            run.feed(
                    record(0, "boot"),
                    record(1, "type,seq,mac,rssi,len,data"),
                    record(2, "CSI_DATA,1," + Records.MAC + ",-41,11,-92,0,30,6,1,99,0,128,0,\"[1,2,3]\""),
                    record(3, "CSI_DATA,1," + Records.MAC + ",-41,11,-92,0,30,6,1,99,0,128,0,\"[1,2,3,4]\""),
                    Frames.of(4, 100, Records.adr018(1, 1, pairs)));
            assertThat(run.drops())
                    .isEqualTo(Map.of(
                            "not-csi", 1L,
                            "header-line", 1L,
                            "odd-count", 1L,
                            "unknown-layout", 1L,
                            "too-many-senders", 1L));
            assertThat(run.emitted()).isEmpty();
        }
        try (OperatorRun run = harness(64).with("grid: ht40").open()) {
            run.feed(record(0, Records.c5(1, Records.MAC, 1, new Random(1))));
            assertThat(run.drops()).isEqualTo(Map.of("no-such-block", 1L));
        }
        assertThat(harness(64).contract().drops()).extracting(DropReason::word).contains(words());
    }

    @Test
    void givesThePlaceOfASenderSilentForAMinuteToAnother() {
        Random random = new Random(seed());
        String other = "1a:00:00:00:00:02";
        try (OperatorRun run = harness(64).with("sender-limit: 1").open()) {
            run.feed(record(0, Records.c5(1, Records.MAC, 1, random)));
            run.feed(record(5_999, Records.c5(1, other, 1, random)));
            assertThat(run.drops()).isEqualTo(Map.of("too-many-senders", 1L));
            run.feed(record(6_000, Records.c5(2, other, 1, random)));
            assertThat(run.emitted()).hasSize(2);
            // Its clock is anchored anew, not where the former sender's stood.
            assertThat(run.last().timeNanos()).isEqualTo(Frames.START_NANOS + 60_000_000_000L);
        }
    }

    /** Every line ends as a frame or as a counted refusal, whatever a serial port delivered. */
    @ParameterizedTest
    @ValueSource(strings = {"csi-esp32tool", "csi-esp-csi"})
    void accountsForEveryLineOfRealRecordings(String folder) throws IOException {
        try (Stream<Path> files = Files.list(TestData.require(folder)).sorted()) {
            long emitted = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String[] lines =
                        Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1);
                try (OperatorRun run = harness(64).open()) {
                    for (int i = 0; i < lines.length; i++) {
                        run.feed(record(i, lines[i]));
                    }
                    long drops = run.drops().values().stream()
                            .mapToLong(Long::longValue)
                            .sum();
                    assertThat(run.emitted().size() + drops).as("%s", file).isEqualTo(lines.length);
                    emitted += run.emitted().size();
                }
            }
            assertThat(emitted).as("frames of %s", folder).isPositive();
        }
    }

    private static String[] words() {
        return Arrays.stream(ParseResult.values())
                .filter(r -> r != ParseResult.OK)
                .map(ParseResult::reason)
                .toArray(String[]::new);
    }

    @Test
    void readsTheTimesOfARecording() {
        Esp32Csi operator = new Esp32Csi();
        RecordTimer timer = operator.timer(Settings.defaults(Esp32Csi.Config.class));
        assertThat(time(timer, "boot")).isEqualTo(RecordTimer.UNKNOWN);
        long first = time(timer, Records.c5(1, Records.MAC, 4_000_000, new Random(1)));
        assertThat(time(timer, Records.c5(2, Records.MAC, 4_000_250, new Random(1))))
                .isEqualTo(first + 250_000);
        // A restart, and a second chip: the recording goes on.
        assertThat(time(timer, Records.c5(3, Records.MAC, 80, new Random(1)))).isEqualTo(first + 250_000);
        assertThat(time(timer, Records.c5(1, "1a:00:00:00:00:02", 9, new Random(1))))
                .isEqualTo(first + 250_000);
        assertThat(time(timer, Records.c5(4, Records.MAC, 90, new Random(1)))).isEqualTo(first + 260_000);
    }

    private static long time(RecordTimer timer, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return timer.timeNanos(bytes, bytes.length);
    }

    @Test
    void refusesWhatIsNoStreamOfRecords() {
        assertThat(OperatorHarness.of(new Esp32Csi())
                        .with("grid: ht30")
                        .in(StreamSpec.events())
                        .problems())
                .containsExactly("value not understood: grid=ht30 (expected one of ht20, ht40, he20)");
        assertThat(OperatorHarness.of(new Esp32Csi()).in(StreamSpec.events()).problems())
                .containsExactly(
                        "stream has another type: node=node, input=in-0, stream=events (expected u8 tensors)",
                        "stream has another rank: node=node, input=in-0, stream=u8[] (expected 1 axis)");
    }
}
