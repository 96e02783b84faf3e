package io.millrace.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SensorNodesTest {

    private static final Location HERE = new Location("here", 1);

    private final Problems problems = new Problems();

    static List<String> names() {
        return SensorNodes.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFigureOfAShippedNodeGivesAnAddressOrSaysUnmeasured(String name) {
        SensorNode node = SensorNodes.load(name, HERE, problems);
        assertThat(problems.sorted()).isEmpty();
        assertThat(node.name()).isEqualTo(name);
        assertThat(node.maxRateHz()).isZero();
        assertThat(node.sources()).containsOnlyKeys(NodeFile.FIGURES).containsEntry("max-rate", "unmeasured");
        assertThat(node.sources().values())
                .allMatch(source -> source.startsWith("https://") || source.startsWith("unmeasured"));
    }

    @Test
    void listsEveryShippedFile() throws Exception {
        Path folder = Path.of(SensorNodes.class.getResource("nodes/esp32.yaml").toURI())
                .getParent();
        try (var files = Files.list(folder)) {
            assertThat(files.map(f -> f.getFileName().toString().replace(".yaml", "")))
                    .containsExactlyInAnyOrderElementsOf(SensorNodes.names());
        }
        assertThat(SensorNodes.names()).isSorted();
    }

    @ParameterizedTest
    @CsvSource({
        "esp32, 13, 612",
        "esp32-s2, 13, 612",
        "esp32-s3, 13, 612",
        "esp32-c3, 13, 612",
        "esp32-c5, 15, 490",
        "esp32-c6, 0, 0"
    })
    void knowsWhatThePublishedTablesSay(String name, int layouts, int mostBytes) {
        SensorNode node = SensorNodes.load(name, HERE, problems);
        assertThat(node.layouts()).hasSize(layouts);
        assertThat(node.layouts().stream().mapToInt(CsiLayout::bytes).max().orElse(0))
                .isEqualTo(mostBytes);
        assertThat(node.layouts().stream().map(CsiLayout::packet)).doesNotHaveDuplicates();
    }

    @Test
    void refusesValuesThatTheDecoderWouldMisread() {
        read("element: i16", "element: i8");
        read("order: real-imaginary", "order: imaginary-real");
        assertThat(messages())
                .containsExactly(
                        "n.yaml:3: value not understood: element=i16 (expected one of i8)",
                        "n.yaml:4: value not understood: order=real-imaginary (expected one of imaginary-real)");
    }

    @Test
    void refusesALayoutThatDoesNotAddUp() {
        read("ltf: 63, stbc-ltf: 63, bytes: 380", "ltf: 64, stbc-ltf: 64, bytes: 380");
        read("bytes: 612", "bytes: 0");
        assertThat(messages())
                .contains(
                        "n.yaml:12: layout does not add up: lltf=64, ltf=64, stbc-ltf=64, bytes=380 (expected 384, two"
                                + " for each sub-carrier)")
                .contains("n.yaml:14: value not understood: layouts.bytes=0 (expected a whole number 1..8192)");
    }

    @Test
    void asksForTheSourceOfEveryFigure() {
        read("  max-rate: unmeasured\n", "");
        assertThat(messages())
                .containsExactly("n.yaml:1: figure without source: key=max-rate (expected sources: { max-rate: a data"
                        + " sheet, or unmeasured })");
    }

    @Test
    void saysWhichNodesThereAre() {
        SensorNodes.load("esp32c3", HERE, problems);
        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("here:1: no such sensor node: node=esp32c3 (expected one of esp32-c3, ");
    }

    /** The ESP32 with one text in place of another, whichever of the two the file has. */
    private void read(String one, String other) {
        String text = SensorNodes.shipped("esp32");
        String changed = text.contains(one) ? text.replace(one, other) : text.replace(other, one);
        assertThat(changed).isNotEqualTo(text);
        SensorNodes.read("n.yaml", changed, problems);
    }

    private List<String> messages() {
        return problems.sorted().stream().map(Problem::toString).toList();
    }
}
