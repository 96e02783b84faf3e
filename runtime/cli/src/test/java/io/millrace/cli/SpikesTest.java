package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.kernels.spikes.SpikeDatagram;
import io.millrace.testkit.TestData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spikes from a file and through a socket, to bins and a spiking network. */
class SpikesTest {

    private static final long PERIOD_NANOS = 4_000_000;

    @TempDir
    private Path folder;

    @Test
    void aRecordedTrialIsBinnedWithoutLosingASpike() throws IOException {
        Path trial = TestData.require("neural-mcmaze").resolve("trial_748.csv");
        Path pipeline = Files.writeString(
                folder.resolve("pipeline.yaml"),
                String.join(
                        "\n",
                        List.of(
                                "pipeline: spikes",
                                "profile: this-machine",
                                "sources:",
                                "  spikes: { transport: file, paths: [" + trial
                                        + "], decoder: { operator: spike-events, channels: 182, values: 8 },"
                                        + " rate-hz: 1000, overflow: block, capacity: 64 }",
                                "nodes:",
                                "  bins: { operator: spike-bin, in: spikes, width: 50ms }",
                                "  rate: { operator: spike-rate, in: bins, length: 100ms }",
                                "  hand: { operator: spike-values, in: spikes }",
                                "sinks:",
                                "  view: { transport: terminal, in: [bins, rate, hand] }",
                                "")));
        Cli run = Cli.run("run", pipeline.toString(), "--input", "spikes=" + trial, "--speed", "max", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        double spikes = 0;
        int bins = 0;
        int values = 0;
        for (Map<String, Object> line : run.lines()) {
            if ("bins".equals(line.get("port"))) {
                spikes += sum((List<?>) line.get("values"));
                bins++;
            }
            values += "hand".equals(line.get("port")) ? 1 : 0;
        }
        assertThat(values).as("a hand position for every millisecond").isEqualTo(3236);
        assertThat(bins).as("3.2 s").isBetween(64, 65);
        // Spikes after the end of the last whole bin are not counted; there are fewer than 50 of 1654.
        assertThat(spikes).isBetween(1604.0, 1654.0);
        assertThat(run.lines().get(run.lines().size() - 1)).containsEntry("balanced", true);
    }

    private static double sum(List<?> values) {
        return values.stream().mapToDouble(v -> ((Number) v).doubleValue()).sum();
    }

    @Test
    void aSpikingNetworkRunsOnReplayedSpikesAndReportsItsCost() throws IOException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        Random random = new Random(81);
        for (int i = 0; i < 100; i++) {
            records.write(record(i, random));
        }
        Files.write(folder.resolve("made.spikes"), records.toByteArray());
        Path network = Cli.root().resolve("operators/nir/src/test/resources/nir/recurrent.nir");
        Path pipeline = Files.writeString(
                folder.resolve("pipeline.yaml"),
                String.join(
                        "\n",
                        List.of(
                                "pipeline: network",
                                "profile: this-machine",
                                "sources:",
                                "  spikes: { transport: file, paths: [made.spikes], decoder: { operator: spike-events, channels: 5 },"
                                        + " rate-hz: 250, overflow: block, capacity: 64 }",
                                "nodes:",
                                "  bins: { operator: spike-bin, in: spikes, width: 4ms }",
                                "  net:  { operator: snn, in: bins, model: " + network
                                        + ", step: 100us, mode: snntorch, reset: zero, reset-timing: same-step }",
                                "sinks:",
                                "  view: { transport: terminal, in: [net, spikes] }",
                                "")));
        Cli run = Cli.run(
                "run",
                pipeline.toString(),
                "--input",
                "spikes=" + folder.resolve("made.spikes"),
                "--speed",
                "max",
                "--json");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines()).filteredOn(l -> "net".equals(l.get("port"))).hasSize(100);
        assertThat(run.out())
                .contains("\"values\":{\"timeNanos\":[")
                .contains("\"activation-sparsity\":")
                .contains("\"dense-synaptic-operations\":153.0")
                .contains("\"models\":[\"sha256:");
        assertThat(run.err()).as("a library that logs would print here").isEmpty();
    }

    /** Pixels that turn brighter or darker: raw, in overlapping windows, and counted apart for a network for vision. */
    @Test
    void theEventsOfACameraReachAVisionNetwork() throws IOException {
        int pixels = 9 * 8;
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        Random random = new Random(83);
        long[] brighter = new long[1];
        for (int i = 0; i < 100; i++) {
            long start = i * PERIOD_NANOS;
            byte[] polarity = new byte[20];
            for (int k = 0; k < polarity.length; k++) {
                polarity[k] = (byte) (random.nextInt(3) == 0 ? 1 : -1);
                brighter[0] += polarity[k] > 0 ? 1 : 0;
            }
            records.write(SpikeDatagram.write(
                    i,
                    pixels,
                    start,
                    PERIOD_NANOS,
                    random.longs(20, start, start + PERIOD_NANOS).sorted().toArray(),
                    random.ints(20, 0, pixels).toArray(),
                    polarity,
                    new float[0]));
        }
        Path recording = Files.write(folder.resolve("camera.spikes"), records.toByteArray());
        Path network = Cli.root().resolve("operators/nir/src/test/resources/nir/picture.nir");
        Path pipeline = Files.writeString(
                folder.resolve("pipeline.yaml"),
                String.join(
                        "\n",
                        List.of(
                                "pipeline: camera",
                                "profile: this-machine",
                                "sources:",
                                "  camera: { transport: udp, listen: \"127.0.0.1:0\", decoder: { operator: spike-events,"
                                        + " channels: 72, columns: 8, clock: sender }, rate-hz: 250, overflow: block, capacity: 64 }",
                                "nodes:",
                                "  bins:    { operator: spike-bin, in: camera, width: 4ms, split-polarity: true }",
                                "  windows: { operator: event-window, in: camera, length: 12ms, hop: 4ms }",
                                "  net:     { operator: snn, in: bins, model: " + network + ", step: 100us }",
                                "sinks:",
                                "  view: { transport: terminal, in: [bins, windows, net] }",
                                "")));
        Cli run = Cli.run("run", pipeline.toString(), "--input=camera=" + recording, "--speed=max", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        double plus = 0;
        double all = 0;
        int windows = 0;
        for (Map<String, Object> line : run.lines()) {
            if ("bins".equals(line.get("port"))) {
                List<?> values = (List<?>) line.get("values");
                plus += sum(values.subList(0, pixels));
                all += sum(values);
            }
            windows += "windows".equals(line.get("port")) ? 1 : 0;
        }
        assertThat(all).as("every event is counted once").isEqualTo(2000);
        assertThat(plus).isEqualTo((double) brighter[0]);
        assertThat(windows).isEqualTo(100);
        assertThat(run.lines()).filteredOn(l -> "net".equals(l.get("port"))).hasSize(100);
        assertThat(run.lines().get(run.lines().size() - 1)).containsEntry("balanced", true);
    }

    /** 256 electrodes at 30 kHz, 16 bits, as an amplifier sends them: spikes that were put in are found where they are. */
    @Test
    void spikesAreFoundInRawSignals() throws IOException {
        int channels = 256;
        int rateHz = 30_000;
        int scans = rateHz * 6 / 10;
        Random random = new Random(84);
        short[] samples = new short[scans * channels];
        for (int i = 0; i < scans; i++) {
            double common =
                    300 * random.nextGaussian(); // interference that all electrodes hear, above the spikes' threshold
            for (int c = 0; c < channels; c++) {
                samples[i * channels + c] = (short) Math.round(common + 100 * random.nextGaussian());
            }
        }
        int[] firing = {0, 100, 255};
        int perChannel = 12;
        for (int c : firing) {
            for (int k = 0; k < perChannel; k++) {
                int at = rateHz * (300 + 20 * k) / 1000;
                samples[at * channels + c] -= 4000;
                samples[(at + 1) * channels + c] -= 3000;
            }
        }
        ByteBuffer wav = ByteBuffer.allocate(44 + Short.BYTES * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(wav.capacity() - 8).put(ascii("WAVEfmt ")).putInt(16);
        wav.putShort((short) 1).putShort((short) channels).putInt(rateHz).putInt(rateHz * channels * Short.BYTES);
        wav.putShort((short) (channels * Short.BYTES)).putShort((short) 16);
        wav.put(ascii("data")).putInt(Short.BYTES * samples.length);
        for (short sample : samples) {
            wav.putShort(sample);
        }
        Path recording = Files.write(folder.resolve("broadband.wav"), wav.array());
        Path pipeline = Files.writeString(
                folder.resolve("pipeline.yaml"),
                String.join(
                        "\n",
                        List.of(
                                "pipeline: broadband",
                                "profile: this-machine",
                                "sources:",
                                "  electrodes: { transport: udp, listen: \"127.0.0.1:0\", decoder: { operator: pcm-audio,"
                                        + " sample-rate-hz: 30000, channels: 256, block-ms: 1 }, overflow: block, capacity: 64 }",
                                "nodes:",
                                "  spikes: { operator: spike-detect, in: electrodes, reference: median, high-pass-hz: 300,"
                                        + " threshold-sigma: -8, calibration: 200ms }",
                                "  counts: { operator: spike-bin, in: spikes, width: 4ms }",
                                "sinks:",
                                "  view: { transport: terminal, in: counts }",
                                "")));
        Cli run = Cli.run("run", pipeline.toString(), "--input=electrodes=" + recording, "--speed=max", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        double[] found = new double[channels];
        for (Map<String, Object> line : run.lines()) {
            if ("counts".equals(line.get("port"))) {
                List<?> values = (List<?>) line.get("values");
                for (int c = 0; c < channels; c++) {
                    found[c] += ((Number) values.get(c)).doubleValue();
                }
            }
        }
        double[] expected = new double[channels];
        for (int c : firing) {
            expected[c] = perChannel;
        }
        assertThat(found).isEqualTo(expected);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void spikesComeThroughASocket() throws IOException {
        String pipeline = String.join(
                "\n",
                List.of(
                        "pipeline: socket",
                        "profile: this-machine",
                        "sources:",
                        "  csi: { transport: udp, listen: \"127.0.0.1:0\", decoder: { operator: spike-events, channels: 5 },"
                                + " overflow: block, capacity: 64 }",
                        "nodes:",
                        "  bins: { operator: spike-bin, in: csi, width: 4ms }",
                        ""));
        Random random = new Random(82);
        try (UdpRig rig = UdpRig.start(pipeline, new Gate(false))) {
            for (int i = 0; i < 300; i++) {
                rig.sendPaced(record(i, random));
            }
            rig.sendPaced(new byte[] {1, 2, 3});
            rig.until(() -> rig.edge("csi.raw->csi").in() == 301, "all records");
            var report = rig.drain();
            assertThat(UdpRig.edge(report, "csi.raw->csi").dropped()).isEqualTo(Map.of("no-spikes", 1L));
            assertThat(UdpRig.edge(report, "csi->bins").in()).isEqualTo(300);
        }
    }

    private static byte[] record(int sequence, Random random) {
        long start = sequence * PERIOD_NANOS;
        int count = random.nextInt(6);
        byte[] polarity = new byte[count];
        java.util.Arrays.fill(polarity, (byte) 1);
        return SpikeDatagram.write(
                sequence,
                5,
                start,
                PERIOD_NANOS,
                random.longs(count, start, start + PERIOD_NANOS).sorted().toArray(),
                random.ints(count, 0, 5).toArray(),
                polarity,
                new float[0]);
    }
}
