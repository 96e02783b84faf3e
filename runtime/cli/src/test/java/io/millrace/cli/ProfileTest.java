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
                .hasSize(DeviceProfiles.names().size() + 3)
                .startsWith("name                  cores      heap    native  device")
                .contains(
                        "cloud-vm                  2     1 GiB     2 GiB  Rented virtual machine with 2 virtual"
                                + " processors and 4 GiB",
                        "raspberry-pi-zero-2w      4   128 MiB   160 MiB  Raspberry Pi Zero 2 W")
                .endsWith("", "millrace profile show NAME says where each figure comes from.");
    }

    @Test
    void showsEveryFigureWithItsSource() {
        Cli cli = Cli.run("profile", "show", "jetson-orin-nano");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).isEqualTo("""
                jetson-orin-nano
                  NVIDIA Jetson Orin Nano with 8 GiB

                  cores                6             NVIDIA Jetson Orin Nano Series data sheet: 6-core Arm Cortex-A78AE
                  isa                  aarch64-neon  NVIDIA Jetson Orin Nano Series data sheet: Arm v8.2, 64 bit
                  heap                 2 GiB         a choice: a quarter of the 8 GB in the data sheet, which the GPU shares; unmeasured
                  native               4 GiB         a choice: half of the 8 GB in the data sheet; unmeasured
                  clock                1.5 GHz       NVIDIA Jetson Orin Nano Series data sheet: 1.5 GHz, before the faster mode of later software
                  memory               8 GiB         NVIDIA Jetson Orin Nano Series data sheet: 8 GB, which the GPU shares
                  l1-data              -             unmeasured
                  l2                   256 KiB       NVIDIA Jetson Orin Nano Series data sheet: 256 KB for each core
                  l3                   2 MiB         NVIDIA Jetson Orin Nano Series data sheet: 2 MB for each of two clusters
                  execution-providers  cpu           the processor only; the GPU is unmeasured
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
                        "  cores                3             the fourth runs the display",
                        "  clock                1.5 GHz       Raspberry Pi 4 Model B product brief: 1.5 GHz",
                        "  l2                   -             unmeasured",
                        "  max-latency          1500ms        a choice")
                .noneMatch(line -> line.startsWith("  l3"));
    }

    @Test
    void printsJsonInTheUnitsOfTheRuntime() {
        Map<String, Object> json =
                Cli.run("profile", "show", "jetson-orin-nano", "--json").object();
        assertThat(json).containsEntry("profile", "jetson-orin-nano").containsOnlyKeys("profile", "title", "figures");
        Map<?, ?> figures = (Map<?, ?>) json.get("figures");
        String sheet = "NVIDIA Jetson Orin Nano Series data sheet: ";
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
