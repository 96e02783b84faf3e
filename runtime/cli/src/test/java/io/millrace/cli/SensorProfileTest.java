package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.kernels.csi.wire.BlockChoice;
import io.millrace.kernels.csi.wire.CsiCanonicalizer;
import io.millrace.kernels.csi.wire.CsiGrid;
import io.millrace.kernels.csi.wire.CsiOrder;
import io.millrace.kernels.csi.wire.CsiPacket;
import io.millrace.kernels.csi.wire.CsiParser;
import io.millrace.kernels.csi.wire.LayoutId;
import io.millrace.kernels.csi.wire.ParseResult;
import io.millrace.profiles.CsiLayout;
import io.millrace.profiles.SensorNodes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A profile's sensors, from the file to the plan and to the packets. */
class SensorProfileTest {

    private static final String PROFILE = """
        profile: hub
        title: A hub
        extends: raspberry-pi-4
        sensors:
          hall: { kind: wifi-csi, node: esp32-s3, rate: 100 Hz, secondary: below, format: ht, bandwidth: 40 MHz, antenna: on the board }
        sources: { sensors: counted }
        """;

    private static final String PIPELINE = """
        pipeline: p
        sources:
          csi: { transport: udp, listen: "127.0.0.1:0", decoder: esp32-csi, sensor: hall, overflow: latest, capacity: 4 }
        """;

    @TempDir
    private Path folder;

    static List<CsiLayout> layouts() {
        return Stream.of("esp32", "esp32-c5")
                .flatMap(name -> SensorNodes.load(name, new Location("test", 0), new Problems()).layouts().stream())
                .toList();
    }

    /** The decoder knows every layout that a node is said to give: no packet of it is lost as unknown. */
    @ParameterizedTest
    @MethodSource("layouts")
    void theDecoderReadsEveryLayout(CsiLayout layout) {
        CsiPacket packet = new CsiPacket();
        byte[] line = line(layout).getBytes(StandardCharsets.US_ASCII);
        assertThat(new CsiParser().parse(line, 0, line.length, packet)).isEqualTo(ParseResult.OK);
        CsiGrid grid =
                layout.format().equals("he") ? CsiGrid.HE20 : layout.bandwidthMhz() == 40 ? CsiGrid.HT40 : CsiGrid.HT20;
        CsiCanonicalizer mapped = new CsiCanonicalizer(grid, BlockChoice.AUTO, CsiOrder.AUTO);
        assertThat(mapped.map(packet))
                .as("%s is mapped as %s", layout, mapped.layout())
                .isTrue();
        assertThat(mapped.layout()).isNotIn(LayoutId.UNKNOWN, LayoutId.FILTERED);
    }

    /** A line of the get-started receiver with random values that fit the layout. */
    private static String line(CsiLayout layout) {
        Random random = new Random(7); // seed 7
        String data = IntStream.range(0, layout.bytes())
                .mapToObj(i -> Integer.toString(random.nextInt(61) - 30))
                .collect(Collectors.joining(","));
        if (layout.lltf() % 64 != 0 || layout.lltf() == 0) {
            // the form that HE chips write, which says less of the packet
            return "CSI_DATA,1,1a:00:00:00:00:00,-40,11,-90,3,40,6,123456,47,0," + layout.bytes() + ",0,\"[" + data
                    + "]\"";
        }
        int mode = layout.format().equals("non-ht") ? 0 : 1;
        int secondary = List.of("none", "above", "below").indexOf(layout.secondary());
        return "CSI_DATA,1,1a:00:00:00:00:00,-40,11," + mode + ",0," + (layout.bandwidthMhz() == 40 ? 1 : 0)
                + ",1,1,0," + (layout.stbc() ? 1 : 0) + ",0,0,-90,0,6," + secondary + ",123456,0,47,0," + layout.bytes()
                + ",0,\"[" + data + "]\"";
    }

    @Test
    void aPipelineTakesRateAndGridFromItsSensor() throws IOException {
        Cli cli = plan(PIPELINE, PROFILE);
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains(
                        "grid=ht40",
                        "subcarrier=128",
                        "100 Hz, clock=hall",
                        "sensor hall: kind=wifi-csi, node=esp32-s3, rate=100 Hz, secondary=below, format=ht,"
                                + " bandwidth=40 MHz, antenna=on the board");
    }

    @Test
    void aPipelineThatContradictsItsSensorIsRefused() throws IOException {
        Cli cli = plan(PIPELINE.replace("decoder: esp32-csi", "decoder: { operator: esp32-csi, grid: he20 }"), PROFILE);
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err())
                .contains(
                        "p.yaml:3: setting contradicts the sensor: source=csi, grid=he20, sensor=hall (expected one of"
                                + " ht20, ht40, from profile hub)");
    }

    @Test
    void aPipelineThatDoesNotFitTheNetworkIsRefused() throws IOException {
        String slow = PROFILE.replace("sensors:\n", "network: { link: radio, rate: 250 kbit/s, mtu: 1500 }\nsensors:\n")
                .replace("{ sensors:", "{ network: chosen, sensors:");
        String remote = PIPELINE.replace("127.0.0.1:0", "0.0.0.0:0");
        // 100 packets a second of 384 bytes and 28 of headers
        assertThat(plan(remote, slow).err())
                .contains("p.yaml:1: streams do not fit the network: pipeline=p, sources=[csi], load=0.3296 Mbit/s"
                        + " (expected at most 0.25 Mbit/s over radio, from profile hub)");
        assertThat(plan(PIPELINE, slow).code()).isZero(); // loopback takes nothing of the link
    }

    @Test
    void theDeviceBoundsWhatTheFileDoesNot() throws IOException {
        String bounding = PROFILE.replace(
                        "sensors:\n",
                        "overload: { allow: [drop-oldest], overflow: drop-oldest, capacity: 32 }\nsensors:\n")
                .replace("{ sensors:", "{ overload: chosen, sensors:");
        assertThat(plan(PIPELINE.replace(", overflow: latest, capacity: 4", ""), bounding)
                        .out())
                .contains("══ drop-oldest(32) ══> csi");
        assertThat(plan(PIPELINE, bounding).err())
                .contains("p.yaml:3: device does not allow what a full queue does: node=csi, overflow=latest (expected"
                        + " one of drop-oldest, from profile hub)");
    }

    /** A recording is replayed for the device of its run, because queues and rates may be the device's. */
    @Test
    void aRunOnADeviceIsReplayedWithItsProfile() throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), """
            pipeline: p
            sources:
              csi: { transport: udp, listen: "127.0.0.1:0", decoder: esp32-csi, sensor: hall }
            nodes:
              amplitude: { operator: csi-amplitude, in: csi }
            """);
        String device = Files.writeString(folder.resolve("hub.yaml"), """
            profile: hub
            title: A hub
            extends: raspberry-pi-4
            overload: { overflow: block, capacity: 64 }
            sensors:
              hall: { kind: wifi-csi, node: esp32, rate: 100 Hz }
            sources: { overload: chosen, sensors: counted }
            """).toString();
        String walk = folder.resolve("walk.mcap").toString();
        Cli run = Cli.run(
                "run",
                file.toString(),
                "--profile",
                device,
                "--input",
                Path.of(Cli.example(), "simulated-room.csv.gz").toString(),
                "--speed",
                "max",
                "--duration",
                "10s",
                "--json",
                "--record",
                walk);
        assertThat(run.code()).as(run.err()).isZero();
        Cli replay = Cli.run("replay", walk, "--verify", "--profile", device);
        assertThat(replay.code()).as(replay.out() + replay.err()).isZero();
        assertThat(replay.out()).contains("amplitude ");
        assertThat(Cli.run("replay", walk, "--verify").err())
                .contains("edge crosses to a stage without a policy: source=csi");
    }

    private Cli plan(String pipeline, String profile) throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), pipeline);
        Path device = Files.writeString(folder.resolve("hub.yaml"), profile);
        return Cli.run("plan", file.toString(), "--profile", device.toString());
    }
}
