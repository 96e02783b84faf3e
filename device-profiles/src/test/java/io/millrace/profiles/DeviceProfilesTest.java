package io.millrace.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.device.Calibration;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.device.Hardware;
import io.millrace.api.device.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceProfilesTest {

    private final Problems problems = new Problems();

    @TempDir
    private Path folder;

    static List<String> names() {
        return DeviceProfiles.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void loadsEveryNameItLists(String name) {
        DeviceProfile profile = DeviceProfiles.load(name, problems);
        assertThat(messages()).isEmpty();
        assertThat(profile.name()).isEqualTo(name);
        assertThat(profile.executionProviders()).contains("cpu");
        assertThat(profile.sources()).containsKeys("cores", "isa", "heap", "native", "execution-providers");
    }

    @Test
    void listsThisMachineAndEveryShippedFile() throws Exception {
        Path resources = Path.of(
                        DeviceProfiles.class.getResource("raspberry-pi-4.yaml").toURI())
                .getParent();
        try (var files = Files.list(resources)) {
            List<String> shipped = files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".yaml"))
                    .map(f -> f.replace(".yaml", ""))
                    .toList();
            assertThat(DeviceProfiles.names())
                    .isSorted()
                    .contains("this-machine")
                    .containsAll(shipped);
            assertThat(DeviceProfiles.names()).hasSize(shipped.size() + 1);
        }
    }

    @Test
    void readsEveryFigure() throws IOException {
        assertThat(load(ProfileTexts.WHOLE))
                .isEqualTo(new DeviceProfile(
                        "bench",
                        "A bench",
                        2,
                        "x86-64-v3",
                        512L << 20,
                        0,
                        new Hardware(1_400_000_000, 1L << 30, 32 << 10, 512 << 10, 2 << 20),
                        List.of("cuda", "cpu"),
                        20_000_000,
                        Terms.NONE,
                        Map.ofEntries(
                                Map.entry("cores", "counted"),
                                Map.entry("isa", "read"),
                                Map.entry("heap", "chosen"),
                                Map.entry("native", "chosen"),
                                Map.entry("clock", "read"),
                                Map.entry("memory", "read"),
                                Map.entry("l1-data", "read"),
                                Map.entry("l2", "read"),
                                Map.entry("l3", "read"),
                                Map.entry("execution-providers", "read"),
                                Map.entry("max-latency", "chosen"))));
        assertThat(messages()).isEmpty();
    }

    @Test
    void readsWhatWasMeasured() throws IOException {
        DeviceProfile profile = load(ProfileTexts.CALIBRATED);
        assertThat(messages()).isEmpty();
        assertThat(profile.calibration())
                .isEqualTo(new Calibration(
                        List.of(new Calibration.Arithmetic("dense", 256, 37e9)),
                        List.of(new Calibration.Bandwidth("l2", 90.5e9)),
                        Calibration.Spread.UNKNOWN,
                        new Calibration.Spread(5_000, 75_000),
                        List.of(new Calibration.Timed(
                                "hampel",
                                "java",
                                Calibration.Pace.PACED,
                                "f32[1]",
                                "",
                                7,
                                9,
                                new Calibration.Spread(1_000, 2_000)))));
    }

    @Test
    void readsBackWhatIsWrittenOfAMeasuredMachine() throws IOException {
        DeviceProfile measured = new DeviceProfile(
                        "mine",
                        "mine: \"a\" \\ b",
                        3,
                        "x86-64-v3",
                        1L << 30,
                        3L << 20,
                        new Hardware(0, 1L << 32, 48 << 10, 1 << 20, 0),
                        List.of("cpu"),
                        0,
                        Terms.NONE,
                        Map.of())
                .with(new Calibration(
                        List.of(
                                new Calibration.Arithmetic("dense", 64, 12.345e9),
                                new Calibration.Arithmetic("onnx", 1024, 30e9)),
                        List.of(new Calibration.Bandwidth("memory", 23.9e9)),
                        new Calibration.Spread(1_750, 4_000),
                        new Calibration.Spread(5_100, 78_000),
                        load(ProfileTexts.CALIBRATED).calibration().latency()));
        DeviceProfile read = load(ProfileText.of(measured, "x86-mini-pc", "calibrated 2026-11-30 mine"));
        assertThat(messages()).isEmpty();
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("sources", "terms")
                .isEqualTo(measured);
        assertThat(read.sources())
                .containsEntry("calibration", "calibrated 2026-11-30 mine")
                .containsEntry("l1-data", "calibrated 2026-11-30 mine")
                .containsEntry("l3", "unmeasured")
                .containsEntry("clock", "unmeasured");
    }

    @Test
    void takesFromTheExtendedProfileWhatIsNotStated() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), ProfileTexts.WHOLE);
        DeviceProfile profile =
                load("profile: half\ntitle: Half a bench\nextends: base.yaml\ncores: 1\nsources: { cores: chosen }\n");
        assertThat(messages()).isEmpty();
        assertThat(profile.name()).isEqualTo("half");
        assertThat(profile.title()).isEqualTo("Half a bench");
        assertThat(profile.cores()).isEqualTo(1);
        assertThat(profile.heapBytes()).isEqualTo(512L << 20);
        assertThat(profile.executionProviders()).containsExactly("cuda", "cpu");
        assertThat(profile.maxLatencyNanos()).isEqualTo(20_000_000);
        assertThat(profile.sources()).containsEntry("cores", "chosen").containsEntry("isa", "read");
    }

    @Test
    void extendsShippedProfilesAndThisMachine() throws IOException {
        assertThat(load("profile: a\ntitle: b\nextends: raspberry-pi-4\n").cores())
                .isEqualTo(4);
        assertThat(load("profile: a\ntitle: b\nextends: this-machine\n").heapBytes())
                .isEqualTo(Runtime.getRuntime().maxMemory());
    }

    @Test
    void saysWhichNamesItKnows() {
        assertThat(DeviceProfiles.load("raspberry-pi4", problems)).isNull();
        assertThat(messages())
                .containsExactly("profile: no such device profile: profile=raspberry-pi4 (expected one of"
                        + " raspberry-pi-4, raspberry-pi-5, raspberry-pi-3b-plus, raspberry-pi-zero-2w, x86-mini-pc,"
                        + " android-arm64, cloud-vm, jetson-orin-nano, this-machine, or a path ending in .yaml)");
    }

    @Test
    void saysWhereAnUnknownNameWasAskedFor() {
        assertThat(DeviceProfiles.load("x", new Location("pipeline.yaml", 2), problems))
                .isNull();
        assertThat(messages().get(0))
                .startsWith("pipeline.yaml:2: no such device profile: profile=x (expected one of ");
    }

    @Test
    void saysThatAFileIsMissing() {
        Path file = folder.resolve("none.yaml");
        assertThat(DeviceProfiles.load(file.toString(), problems)).isNull();
        assertThat(messages()).containsExactly(file + ": file not found: file=" + file + " (expected a YAML file)");
    }

    @Test
    void saysThatProfilesExtendEachOther() throws IOException {
        Path a = folder.resolve("p.yaml");
        Path b = folder.resolve("b.yaml");
        Files.writeString(b, "profile: b\ntitle: b\nextends: ./p.yaml\n");
        assertThat(load("profile: a\ntitle: a\nextends: b.yaml\n")).isNull();
        assertThat(messages())
                .containsExactly(folder + "/b.yaml:3: profile extends itself: chain=" + a + " -> " + b + " -> " + a
                        + " (expected a chain that ends)");
    }

    @Test
    void saysWhereAMissingFileIsExtended() throws IOException {
        assertThat(load("profile: a\ntitle: a\nextends: none.yaml\n")).isNull();
        assertThat(messages())
                .containsExactly(folder + "/p.yaml:3: no such file: extends=none.yaml, file=" + folder
                        + "/none.yaml (expected a profile, its path relative to this file)");
    }

    @Test
    void saysWhatIsWrongInBothFilesInOneGo() throws IOException {
        Files.writeString(
                folder.resolve("base.yaml"), ProfileTexts.with("heap", "1").replace("counted", "\"\""));
        assertThat(load("profile: a\n"
                        + "title: a\n"
                        + "extends: base.yaml\n"
                        + "cores: 0\n"
                        + "colour: red\n"
                        + "sources: { cores: counted }\n"))
                .isNull();
        assertThat(messages())
                .containsExactly(
                        folder + "/base.yaml:5: value not understood: heap=1 (expected a whole number with KiB, MiB or"
                                + " GiB, such as 512 MiB, more than 0)",
                        folder + "/base.yaml:14: value not understood: sources.cores= (expected some text)",
                        folder + "/p.yaml:4: value not understood: cores=0 (expected a whole number 1..1024)",
                        folder
                                + "/p.yaml:5: unknown key: key=colour (expected one of clock, cores, l2, l3, memory,"
                                + " heap, isa, native, network, overload, profile, sensors, sources, title, extends,"
                                + " l1-data, calibration, max-latency, numeric-formats, execution-providers)");
    }

    @Test
    void aFigureThatIsWithdrawnDoesNotKeepTheValueExtended() throws IOException {
        DeviceProfile profile = load("profile: a\ntitle: b\nextends: raspberry-pi-5\nsources: { l3: unmeasured }\n");
        assertThat(messages()).isEmpty();
        assertThat(profile.hardware()).isEqualTo(new Hardware(2_400_000_000L, 4L << 30, 64 << 10, 512 << 10, 0));
        assertThat(profile.sources())
                .containsEntry("l3", "unmeasured")
                .containsEntry("l2", source("raspberry-pi-5", "l2"));
    }

    @Test
    void saysThatASourceHasNoFigure() throws IOException {
        assertThat(load(ProfileTexts.without("l3"))).isNull();
        assertThat(messages())
                .containsExactly(
                        folder + "/p.yaml:13: source without figure: sources.l3=read (expected l3, or unmeasured)");
    }

    @Test
    void saysWhatIsWrongInTheExtendedFileWithItsLine() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), ProfileTexts.with("cores", "0"));
        assertThat(load("profile: a\ntitle: a\nextends: base.yaml\n")).isNull();
        assertThat(messages())
                .containsExactly(
                        folder + "/base.yaml:3: value not understood: cores=0 (expected a whole number 1..1024)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "cores|0|p.yaml:3: value not understood: cores=0 (expected a whole number 1..1024)",
                "isa|X86|p.yaml:4: value not understood: isa=X86 (expected a lower-case word with hyphens)",
                "heap|512 MB|p.yaml:5: value not understood: heap=512 MB (expected a whole number with KiB, MiB or"
                        + " GiB, such as 512 MiB, more than 0)",
                "native|1 TiB|p.yaml:6: value not understood: native=1 TiB (expected a whole number with KiB, MiB or"
                        + " GiB, such as 512 MiB)",
                "clock|1400|p.yaml:7: value not understood: clock=1400 (expected a clock such as 1.4 GHz or 600 MHz)",
                "l2|0 KiB|p.yaml:10: value not understood: l2=0 KiB (expected a whole number with KiB, MiB or GiB,"
                        + " such as 512 MiB, more than 0)",
                "execution-providers|cpu|p.yaml:12: value not understood: execution-providers=cpu (expected a list of"
                        + " lower-case words, each once)",
                "max-latency|20|p.yaml:13: value not understood: max-latency=20 (expected a duration such as 20ms)",
                "profile|this-machine|p.yaml:1: name is taken: profile=this-machine (expected another name: this one"
                        + " is computed)",
            })
    void saysWhatIsWrongWithAValue(String key, String value, String expected) throws IOException {
        assertThat(load(ProfileTexts.with(key, value))).isNull();
        assertThat(messages()).containsExactly(folder + "/" + expected);
    }

    @Test
    void saysThatAKeyIsUnknown() throws IOException {
        assertThat(load(ProfileTexts.WHOLE + "core: 2\n")).isNull();
        assertThat(messages())
                .containsExactly(folder
                        + "/p.yaml:15: unknown key: key=core (expected one of cores, clock, heap, isa, l2, l3, memory,"
                        + " sources, title, native, network, profile, sensors, extends, l1-data, overload,"
                        + " calibration, max-latency, numeric-formats, execution-providers)");
    }

    @Test
    void saysThatAKeyIsMissing() throws IOException {
        assertThat(load(ProfileTexts.without("heap"))).isNull();
        assertThat(messages())
                .containsExactly(folder + "/p.yaml:1: key is missing: key=heap (expected heap, or extends: a profile"
                        + " that has it)");
    }

    @Test
    void asksForTheSourceOfEveryFigure() throws IOException {
        assertThat(load(ProfileTexts.withoutSource("isa"))).isNull();
        assertThat(messages())
                .containsExactly(folder + "/p.yaml:4: figure without source: key=isa (expected sources: { isa: a data"
                        + " sheet, or unmeasured })");
    }

    @Test
    void findsAllMistakesInOneGo() throws IOException {
        assertThat(load("profile: A\ncores: 0\nheap: 1\nextends: nowhere\n")).isNull();
        assertThat(problems.sorted()).extracting(p -> p.location().line()).containsExactly(1, 1, 2, 2, 3, 3, 4);
    }

    private DeviceProfile load(String text) throws IOException {
        return DeviceProfiles.load(
                Files.writeString(folder.resolve("p.yaml"), text).toString(), problems);
    }

    private static String source(String profile, String figure) {
        return DeviceProfiles.load(profile, new Problems()).sources().get(figure);
    }

    private List<String> messages() {
        return problems.sorted().stream().map(Problem::toString).toList();
    }
}
