package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.profiles.DeviceProfiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code millrace profile} prints. */
class ProfileTest {

    @TempDir
    private Path folder;

    @Test
    void listsEveryProfileInOneLine() {
        Cli cli = Cli.run("profile", "list");
        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines())
                .hasSize(DeviceProfiles.names().size() + 4)
                .startsWith("name                  cores      heap    native  device")
                .contains(
                        "cloud-vm                  2     1 GiB     2 GiB  Rented virtual machine with 2 virtual"
                                + " processors and 4 GiB",
                        "raspberry-pi-zero-2w      4   128 MiB   160 MiB  Raspberry Pi Zero 2 W")
                .endsWith(
                        "",
                        "sensor nodes, for sensors: in a profile: esp32, esp32-c3, esp32-c5, esp32-c6, esp32-s2,"
                                + " esp32-s3",
                        "millrace profile show NAME says where each figure comes from.");
    }

    @Test
    void showsEveryFigureWithItsSource() {
        Cli cli = Cli.run("profile", "show", "jetson-orin-nano");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).isEqualTo("""
            jetson-orin-nano
              NVIDIA Jetson Orin Nano with 8 GiB

              cores                6             https://www.scribd.com/document/673174036/Orin-nano-datasheet: six Cortex-A78AE
              isa                  aarch64-neon  https://www.scribd.com/document/673174036/Orin-nano-datasheet: Armv8.2, 64 bit
              heap                 2 GiB         a choice: a quarter of the memory, which the GPU shares; unmeasured
              native               4 GiB         a choice: half of the memory, which the GPU shares; unmeasured
              clock                1.5 GHz       https://www.brojogopalsapui.com/ai-foundations/sub_contents/AI_hardware/jetson_orin_nano_light.html: 1.5 GHz before the faster mode of later software
              memory               8 GiB         https://www.scribd.com/document/673174036/Orin-nano-datasheet: 8 GB, which the GPU shares
              l1-data              -             unmeasured
              l2                   256 KiB       https://www.scribd.com/document/673174036/Orin-nano-datasheet: 256 KB for each core
              l3                   2 MiB         https://www.scribd.com/document/673174036/Orin-nano-datasheet: 2 MB for each of two clusters
              execution-providers  cpu           the processor only; the GPU is unmeasured
              numeric-formats      -             unmeasured
              network              -             unmeasured
            """);
    }

    @Test
    void showsAFileWithWhatItTakesFromTheProfileItExtends() throws IOException {
        Cli cli = Cli.run("profile", "show", write("""
            profile: bench
            title: The Pi on the bench
            extends: raspberry-pi-4
            cores: 3
            max-latency: 1.5s
            sources: { cores: the fourth runs the display, max-latency: a choice, l2: unmeasured }
            """));
        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines())
                .startsWith("bench", "  The Pi on the bench")
                .contains(
                        "  cores                3                                the fourth runs the display",
                        "  clock                1.5 GHz                          https://github.com/raspberrypi/"
                                + "documentation/blob/12045f87988a/documentation/asciidoc/computers/processors/"
                                + "bcm2711.adoc: 1.5 GHz",
                        "  l2                   -                                unmeasured",
                        "  max-latency          1500ms                           a choice")
                .noneMatch(line -> line.startsWith("  l3"));
    }

    @Test
    void printsJsonInTheUnitsOfTheRuntime() {
        Map<String, Object> json =
                Cli.run("profile", "show", "jetson-orin-nano", "--json").object();
        assertThat(json).containsEntry("profile", "jetson-orin-nano").containsOnlyKeys("profile", "title", "figures");
        Map<?, ?> figures = (Map<?, ?>) json.get("figures");
        String sheet = "https://www.scribd.com/document/673174036/Orin-nano-datasheet: ";
        assertThat(figures.get("l2"))
                .isEqualTo(Map.of("value", 256 << 10, "unit", "bytes", "source", sheet + "256 KB for each core"));
        assertThat(((Map<?, ?>) figures.get("clock")).get("value")).isEqualTo(1_500_000_000);
        assertThat(figures.get("execution-providers"))
                .isEqualTo(Map.of("value", List.of("cpu"), "source", "the processor only; the GPU is unmeasured"));
        Map<String, Object> unknown = new LinkedHashMap<>();
        unknown.put("value", null);
        unknown.put("unit", "bytes");
        unknown.put("source", "unmeasured");
        assertThat(figures.get("l1-data")).isEqualTo(unknown);
    }

    @Test
    void showsWhatAProfileSetsForPipelines() throws IOException {
        String file = write("""
            profile: hub
            title: A hub
            extends: raspberry-pi-4
            numeric-formats: [f32, i8]
            overload: { allow: [block, latest], overflow: block, capacity: 8 }
            sensors:
              hall: { kind: wifi-csi, node: esp32-c6, rate: 50 Hz, antenna: outside }
            sources: { numeric-formats: chosen, overload: chosen, sensors: counted }
            """);
        assertThat(Cli.run("profile", "show", file).out())
                .containsPattern("numeric-formats +f32, i8 +chosen")
                .containsPattern("network +ethernet, 1000 Mbit/s, MTU 1500 +https://")
                .containsPattern("overload +allow \\[block, latest\\], otherwise block\\(8\\) +chosen")
                .containsPattern("sensors.hall +kind=wifi-csi, node=esp32-c6, rate=50 Hz, antenna=outside, .* counted");
        Map<?, ?> figures =
                (Map<?, ?>) Cli.run("profile", "show", file, "--json").object().get("figures");
        assertThat(((Map<?, ?>) figures.get("overload")).get("value"))
                .isEqualTo(Map.of("allow", List.of("block", "latest"), "overflow", "block", "capacity", 8));
    }

    @Test
    void showsASensorNode() {
        assertThat(Cli.run("profile", "show", "esp32-c5").out())
                .startsWith("esp32-c5\n  ESP32-C5 that reports Wi-Fi channel state; 2.4 and 5 GHz\n")
                .containsPattern("secondary none, he 20 MHz +490 bytes, sub-carriers 0\\+245\\+0 +https://")
                .containsPattern("max-rate +- +unmeasured");
        Map<String, Object> json =
                Cli.run("profile", "show", "esp32-s2", "--json").object();
        assertThat(json).containsEntry("node", "esp32-s2");
        Map<?, ?> figures = (Map<?, ?>) json.get("figures");
        assertThat(((Map<?, ?>) figures.get("secondary below, ht 20 MHz, stbc")).get("value"))
                .isEqualTo(Map.of("lltf", 64, "ltf", 63, "stbcLtf", 63, "bytes", 380));
    }

    @Test
    void showsThisMachine() {
        Map<?, ?> figures = (Map<?, ?>)
                Cli.run("profile", "show", "this-machine", "--json").object().get("figures");
        assertThat(((Map<?, ?>) figures.get("cores")).get("value"))
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void saysWhichProfilesThereAre() {
        Cli cli = Cli.run("profile", "show", "raspberry-pi-6");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err())
                .contains("no such device profile: profile=raspberry-pi-6 (expected one of raspberry-pi-4,"
                        + " raspberry-pi-5, ");
    }

    @Test
    void saysEverythingThatIsWrongInAFile() throws IOException {
        String file = write("profile: bench\ntitle: b\nextends: none.yaml\ncores: 0\n");
        Cli cli = Cli.run("profile", "show", file);
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(cli.err())
                .contains(
                        file + ":3: no such file: extends=none.yaml, file=" + folder.resolve("none.yaml"),
                        file + ":4: value not understood: cores=0 (expected a whole number 1..1024)",
                        file + ":4: figure without source: key=cores");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "show"})
    void explainsItself(String command) {
        Cli cli = Cli.run("profile", command, "--help");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("Usage: millrace profile " + command);
        assertThat(cli.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 KiB",
        "524288, 512 KiB",
        "1048576, 1 MiB",
        "1572864, 1536 KiB",
        "1073741823, 1023 MiB",
        "1073741824, 1 GiB",
        "1610612736, 1536 MiB"
    })
    void writesMemoryAsAProfileFileDoes(long bytes, String text) {
        assertThat(ProfileFigure.memory(bytes)).isEqualTo(text);
    }

    private String write(String text) throws IOException {
        return Files.writeString(folder.resolve("bench.yaml"), text).toString();
    }
}
