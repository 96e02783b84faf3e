package io.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlFileTest {

    @Test
    void keepsSpellingOrderAndLines() {
        Problems problems = new Problems();
        ConfigValue.Mapping tree =
                YamlFile.parse("p.yaml", "b: 0x1F\na:\n  - 1_000\n  - 'true'\n  - { rate-hz: 1.50 }\n", problems);
        assertThat(problems.sorted()).isEmpty();
        assertThat(tree)
                .hasToString("{b=0x1F, a=[1_000, true, {rate-hz=1.50}]}")
                .extracting(ConfigValue.Mapping::location)
                .isEqualTo(new Location("p.yaml", 1));
        assertThat(tree.entries().keySet()).containsExactly("b", "a");
        ConfigValue.Sequence list = (ConfigValue.Sequence) tree.entries().get("a");
        assertThat(list.location()).hasToString("p.yaml:3");
        assertThat(list.items()).extracting(i -> i.location().line()).containsExactly(3, 4, 5);
    }

    @Test
    void readsPlainWordsWithColonsAndParentheses() {
        assertThat(tree("a: { listen: \"127.0.0.1:5566\", on-disorder: reorder(20ms) }"))
                .hasToString("{a={listen=127.0.0.1:5566, on-disorder=reorder(20ms)}}");
    }

    @Test
    void followsAliases() {
        assertThat(tree("a: &x [1, 2]\nb: *x")).hasToString("{a=[1, 2], b=[1, 2]}");
    }

    @Test
    void acceptsAByteOrderMark() {
        assertThat(tree("\uFEFFa: 1")).hasToString("{a=1}");
    }

    @Test
    void acceptsEmptinessThatIsMeant() {
        assertThat(tree("a: \"\"\nb: []\nc: {}")).hasToString("{a=, b=[], c={}}");
    }

    @Test
    void acceptsNumbersInQuotesAsKeys() {
        assertThat(tree("\"1\": a")).hasToString("{1=a}");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.argumentSet("empty", "", "f:1: file is empty: values=0 (expected lines such as key: value)"),
                Arguments.argumentSet(
                        "only a comment", "# a\n", "f:1: file is empty: values=0 (expected lines such as key: value)"),
                Arguments.argumentSet(
                        "a list",
                        "\n- a",
                        "f:2: top of file is no mapping: found=a list (expected lines such as key: value)"),
                Arguments.argumentSet(
                        "a word",
                        "hello",
                        "f:1: top of file is no mapping: found=hello (expected lines such as key: value)"),
                Arguments.argumentSet(
                        "tab",
                        "a:\n\tb: 1",
                        "f:2: not valid YAML: cause=found character '\\t(TAB)' that cannot start any token. (Do not use"
                                + " \\t(TAB) for indentation), column=1 (expected YAML 1.2, indented with spaces)"),
                Arguments.argumentSet(
                        "unclosed",
                        "a: [1, 2\nb: 3",
                        "f:2: not valid YAML: cause=expected ',' or ']', but got :, column=2"
                                + " (expected YAML 1.2, indented with spaces)"),
                Arguments.argumentSet(
                        "control character",
                        "a: 1\nb: \u0007",
                        "f:2: not valid YAML: cause=character U+0007 is not allowed (expected YAML 1.2, indented with spaces)"),
                Arguments.argumentSet(
                        "escape beyond Unicode",
                        "a: 1\nb: \"\\U9010FFFF\"",
                        "f:2: not valid YAML: cause=For input string: \"9010FFFF\" under radix 16"
                                + " (expected YAML 1.2, indented with spaces)"),
                Arguments.argumentSet(
                        "duplicate",
                        "a: 1\nb: 2\na: 3",
                        "f:3: duplicate key: key=a, first=f:1 (expected each key once)"),
                Arguments.argumentSet(
                        "number as key",
                        "a: 1\n2: b",
                        "f:2: key is no word: key=2 (expected a word; quotes make one of a number)"),
                Arguments.argumentSet(
                        "truth as key",
                        "true: b",
                        "f:1: key is no word: key=true (expected a word; quotes make one of a number)"),
                Arguments.argumentSet(
                        "list as key",
                        "? [a]\n: b",
                        "f:1: key is no word: key=a list (expected a word; quotes make one of a number)"),
                Arguments.argumentSet(
                        "missing value",
                        "a: 1\nb:",
                        "f:2: value is missing: key=b (expected a value; \"\", [] or {} where emptiness is meant)"),
                Arguments.argumentSet(
                        "missing item",
                        "a:\n  - 1\n  -\n",
                        "f:3: value is missing: item=1 (expected a value; \"\", [] or {} where emptiness is meant)"),
                Arguments.argumentSet(
                        "second document",
                        "a: 1\n---\nb: 2",
                        "f:2: second document: documents=2 (expected one document in a file)"),
                Arguments.argumentSet(
                        "alias without anchor", "a: *x", "f:1: alias without anchor: alias=x (expected &x before it)"),
                Arguments.argumentSet(
                        "alias to itself", "a: &x [*x]", "f:1: alias without anchor: alias=x (expected &x before it)"),
                Arguments.argumentSet(
                        "tag",
                        "a: !!java.net.URL [b]",
                        "f:1: tag is not supported: tag=tag:yaml.org,2002:java.net.URL (expected a value without a tag)"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void saysWhatIsWrong(String text, String expected) {
        Problems problems = new Problems();
        YamlFile.parse("f", text, problems);
        assertThat(problems.sorted()).extracting(Problem::toString).containsExactly(expected);
    }

    @Test
    void findsSeveralMistakesInOneGo() {
        Problems problems = new Problems();
        ConfigValue.Mapping tree = YamlFile.parse("f", "a: 1\na: 2\n3: 4\nb:\nc: 5", problems);
        assertThat(problems.sorted()).extracting(p -> p.location().line()).containsExactly(2, 3, 4);
        assertThat(tree).hasToString("{a=1, b=, c=5}");
    }

    @Test
    void boundsWhatAliasesStandFor() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + String.join(", ", List.of(alias, alias, alias, alias, alias)))
                    .append(", " + String.join(", ", List.of(alias, alias, alias, alias, alias)) + "]\n");
        }
        assertThat(problems(bomb.toString()))
                .containsExactly("f:5: too many values: values=more than 100000 (expected at most 100000)");
    }

    @Test
    void boundsDepth() {
        assertThat(problems("a: " + "[".repeat(63) + "]".repeat(63))).isEmpty();
        assertThat(problems("a: " + "[".repeat(64) + "]".repeat(64)))
                .containsExactly("f:1: nested too deep: depth=more than 64 (expected at most 64)");
        assertThat(problems("a: " + "[".repeat(500_000)))
                .containsExactly("f:1: nested too deep: depth=more than 64 (expected at most 64)");
    }

    @Test
    void boundsDepthReachedThroughAliases() {
        String deep = "a: &a " + "[".repeat(40) + "]".repeat(40) + "\nb: " + "[".repeat(40) + "*a" + "]".repeat(40);
        assertThat(problems(deep)).containsExactly("f:2: nested too deep: depth=more than 64 (expected at most 64)");
    }

    @Test
    void refusesTextThatIsTooLarge() {
        assertThat(problems("a".repeat(YamlFile.MAX_BYTES + 1)))
                .containsExactly("f: file is too large: bytes=1048577 (expected at most 1048576)");
    }

    @Test
    void readsFromDiskAndShowsThePathAsGiven(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), "a: grün\n");
        Problems problems = new Problems();
        ConfigValue.Mapping tree = YamlFile.read(file, problems);
        assertThat(problems.sorted()).isEmpty();
        assertThat(tree).hasToString("{a=grün}");
        assertThat(tree.entries().get("a").location()).hasToString(file + ":1");
    }

    @Test
    void saysThatAFileIsMissing(@TempDir Path folder) {
        Path file = folder.resolve("p.yaml");
        assertThat(readProblems(file))
                .containsExactly(file + ": file not found: file=" + file + " (expected a YAML file)");
    }

    @Test
    void saysThatAFileIsADirectory(@TempDir Path folder) {
        assertThat(readProblems(folder))
                .containsExactly(folder + ": cannot read file: cause=it is a directory (expected a YAML file)");
    }

    @Test
    void saysThatAFileIsTooLarge(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("p.yaml"), new byte[YamlFile.MAX_BYTES + 1]);
        assertThat(readProblems(file))
                .containsExactly(file + ": file is too large: bytes=more than 1048576 (expected at most 1048576)");
    }

    @Test
    void saysThatAFileIsNotText(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("p.yaml"), "a: ü".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(readProblems(file))
                .containsExactly(
                        file + ": cannot read file: cause=it is not text in UTF-8 (expected a YAML file in UTF-8)");
    }

    private static ConfigValue.Mapping tree(String text) {
        Problems problems = new Problems();
        ConfigValue.Mapping tree = YamlFile.parse("f", text, problems);
        assertThat(problems.sorted()).isEmpty();
        return tree;
    }

    private static List<String> problems(String text) {
        Problems problems = new Problems();
        YamlFile.parse("f", text, problems);
        return problems.sorted().stream().map(Problem::toString).toList();
    }

    private static List<String> readProblems(Path file) {
        Problems problems = new Problems();
        assertThat(YamlFile.read(file, problems)).isNull();
        return problems.sorted().stream().map(Problem::toString).toList();
    }
}
