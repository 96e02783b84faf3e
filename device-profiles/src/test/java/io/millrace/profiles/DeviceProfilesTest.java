package io.millrace.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.device.DeviceProfile;
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
                        List.of("cuda", "cpu"),
                        20_000_000,
                        Map.of(
                                "cores", "counted",
                                "isa", "read",
                                "heap", "chosen",
                                "native", "chosen",
                                "execution-providers", "read",
                                "max-latency", "chosen")));
        assertThat(messages()).isEmpty();
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
                        + " raspberry-pi-4, raspberry-pi-5, raspberry-pi-3b-plus, raspberry-pi-zero-2w, jetson-orin-nano,"
                        + " this-machine, or a path ending in .yaml)");
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
                "heap|512 MB|p.yaml:5: value not understood: heap=512 MB (expected a whole number with KiB, MiB or GiB, such as 512 MiB, more than 0)",
                "native|1 TiB|p.yaml:6: value not understood: native=1 TiB (expected a whole number with KiB, MiB or GiB, such as 512 MiB)",
                "execution-providers|cpu|p.yaml:7: value not understood: execution-providers=cpu (expected a list of lower-case words, each once)",
                "max-latency|20|p.yaml:8: value not understood: max-latency=20 (expected a duration such as 20ms)",
                "profile|this-machine|p.yaml:1: name is taken: profile=this-machine (expected another name: this one is computed)",
            })
    void saysWhatIsWrongWithAValue(String key, String value, String expected) throws IOException {
        assertThat(load(ProfileTexts.with(key, value))).isNull();
        assertThat(messages()).containsExactly(folder + "/" + expected);
    }

    @Test
    void saysThatAKeyIsUnknown() throws IOException {
        assertThat(load(ProfileTexts.WHOLE + "core: 2\n")).isNull();
        assertThat(messages())
                .containsExactly(
                        folder + "/p.yaml:10: unknown key: key=core (expected one of cores, heap, isa, sources,"
                                + " title, native, profile, extends, max-latency, execution-providers)");
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

    private List<String> messages() {
        return problems.sorted().stream().map(Problem::toString).toList();
    }
}
