package io.millrace.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final Location PLACE = new Location("dir/p.yaml", 7);

    enum Colour {
        RED,
        DARK_BLUE
    }

    record All(
            @Setting(help = "a", orElse = "1", min = 1, max = 9)
            int whole,

            @Setting(help = "b", orElse = "2", min = -5) long longWhole,
            @Setting(help = "c", orElse = "1.5", max = 2) float single,
            @Setting(help = "d", orElse = "2.5") double cutOffHz,
            @Setting(help = "e", orElse = "true") boolean truth,
            @Setting(help = "f", orElse = "word") String word,
            @Setting(help = "g", orElse = "20ms") Duration window,
            @Setting(help = "h", orElse = "dark-blue") Colour colour,
            @Setting(help = "i", orElse = "x/y.bin") Path file,
            @Setting(help = "j", orElse = "1, 2", min = 0) List<Integer> wholes,
            @Setting(help = "k", orElse = "") List<Double> numbers,
            @Setting(help = "l", orElse = "a,b") List<String> words,
            @Setting(help = "m", orElse = Setting.ABSENT) String absent) {}

    record Needs(@Setting(help = "the window", min = 1) int windowFrames) {
        Needs {
            if (windowFrames % 2 == 0) {
                throw new IllegalArgumentException("window is even: window-frames=" + windowFrames + " (expected odd)");
            }
        }
    }

    record Limits(
            @Setting(help = "lowest x, y, z", orElse = "[-1, -1, -1]", live = true)
            List<Double> lowest,

            @Setting(help = "seed", orElse = "1") int seed) {}

    record Bare(int naked) {}

    record Broken(@Setting(help = "x", orElse = "1") int x) {
        Broken {
            throw new UnsupportedOperationException("never");
        }
    }

    record Group(
            @Setting(help = "t", orElse = "0.5", min = 0) double threshold,
            @Setting(help = "w", orElse = "") List<String> words) {}

    record Grouped(
            @Setting(help = "g", orElse = Setting.ABSENT) @Nullable Group delta) {}

    private final Problems problems = new Problems();

    @Test
    void takesEveryDefault() {
        assertThat(Settings.defaults(All.class))
                .isEqualTo(new All(
                        1,
                        2,
                        1.5f,
                        2.5,
                        true,
                        "word",
                        Duration.ofMillis(20),
                        Colour.DARK_BLUE,
                        Path.of("x/y.bin"),
                        List.of(1, 2),
                        List.of(),
                        List.of("a", "b"),
                        null));
    }

    @Test
    void changesListsInOneLineWithBracketsOrWithout() {
        Limits limits = Settings.defaults(Limits.class);
        assertThat(limits.lowest()).containsExactly(-1.0, -1.0, -1.0);
        assertThat(Settings.change(limits, Map.of("lowest", "[-2, 0.5, 3]"), PLACE, problems))
                .isEqualTo(new Limits(List.of(-2.0, 0.5, 3.0), 1));
        assertThat(Settings.change(limits, Map.of("lowest", "4,5"), PLACE, problems))
                .isEqualTo(new Limits(List.of(4.0, 5.0), 1));
        assertThat(Settings.change(limits, Map.of("seed", "2"), PLACE, problems))
                .isNull();
        assertThat(problems.sorted())
                .extracting(Problem::message)
                .containsExactly("setting is not live: key=seed (expected one of lowest)");
    }

    @Test
    void readsEveryType() {
        Map<String, ConfigValue> written = new LinkedHashMap<>();
        Map.of(
                        "whole", "9",
                        "long-whole", "1_000_000_000_000",
                        "single", "-1e-3",
                        "cut-off-hz", "0.25",
                        "truth", "false",
                        "word", "Two words",
                        "window", "1.5s",
                        "colour", "red",
                        "file", "z.bin",
                        "absent", "there")
                .forEach((key, text) -> written.put(key, scalar(text)));
        written.put("wholes", list("3", "4"));
        written.put("numbers", list("0.5", "-1"));
        written.put("words", list());
        assertThat(Settings.bind(All.class, new ConfigValue.Mapping(written, PLACE), problems))
                .isEqualTo(new All(
                        9,
                        1_000_000_000_000L,
                        -1e-3f,
                        0.25,
                        false,
                        "Two words",
                        Duration.ofMillis(1500),
                        Colour.RED,
                        Path.of("dir/z.bin"),
                        List.of(3, 4),
                        List.of(0.5, -1.0),
                        List.of(),
                        "there"));
        assertThat(problems.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "whole|0|a whole number 1..9",
                "whole|10|a whole number 1..9",
                "whole|1.0|a whole number 1..9",
                "whole|3000000000|a whole number 1..9",
                "long-whole|-6|a whole number, at least -5",
                "long-whole|99999999999999999999|a whole number, at least -5",
                "single|2.5|a number, at most 2",
                "single|-1e39|a number, at most 2",
                "cut-off-hz|NaN|a number",
                "cut-off-hz|Infinity|a number",
                "cut-off-hz|-1e999|a number",
                "cut-off-hz|5d|a number",
                "cut-off-hz|0x1p3|a number",
                "cut-off-hz|five|a number",
                "truth|yes|true or false",
                "window|20|a duration such as 20ms",
                "colour|RED|one of red, dark-blue",
                "wholes|3|a list of a whole number, at least 0"
            })
    void refusesValuesThatDoNotFit(String key, String text, String expected) {
        assertThat(Settings.bind(All.class, mapping(key, scalar(text)), problems))
                .isNull();
        assertThat(messages())
                .containsExactly(
                        "dir/p.yaml:7: value not understood: " + key + "=" + text + " (expected " + expected + ")");
    }

    @Test
    void refusesListsWhereAWordIsWanted() {
        Settings.bind(All.class, mapping("word", list("a")), problems);
        assertThat(messages()).containsExactly("dir/p.yaml:7: value not understood: word=[a] (expected a word)");
    }

    @Test
    void refusesItemsThatDoNotFit() {
        Settings.bind(All.class, mapping("wholes", list("1", "-1")), problems);
        assertThat(messages())
                .containsExactly(
                        "dir/p.yaml:7: value not understood: wholes=[1, -1] (expected a list of a whole number,"
                                + " at least 0)");
    }

    @Test
    void namesTheNearestKeyFirst() {
        Settings.bind(Needs.class, mapping("window-frame", scalar("3")), problems);
        assertThat(messages())
                .containsExactlyInAnyOrder(
                        "dir/p.yaml:7: unknown key: key=window-frame (expected one of window-frames)",
                        "dir/p.yaml:7: key is missing: key=window-frames (expected a whole number, at least 1: the window)");
    }

    @Test
    void passesOnWhatTheRecordRefuses() {
        assertThat(Settings.bind(Needs.class, mapping("window-frames", scalar("4")), problems))
                .isNull();
        assertThat(messages()).containsExactly("dir/p.yaml:7: window is even: window-frames=4 (expected odd)");
    }

    @Test
    void bindsEvenIfSomethingElseWasWrongBefore() {
        problems.add(PLACE, "other");
        assertThat(Settings.bind(Needs.class, mapping("window-frames", scalar("3")), problems))
                .isEqualTo(new Needs(3));
    }

    @Test
    void refusesDefaultsOfWhatMustBeWritten() {
        assertThatThrownBy(() -> Settings.defaults(Needs.class))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "Needs has 1 problem:\n  builder: key is missing: key=window-frames (expected a whole number,"
                                + " at least 1: the window)");
    }

    @Test
    void callsMistakesOfTheProgramByTheirName() {
        assertThatThrownBy(() -> Settings.describe(Bare.class))
                .hasMessage("component without @Setting: record=" + Bare.class.getName() + ", component=naked");
        assertThatThrownBy(() -> Settings.defaults(Broken.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("settings record failed: record=" + Broken.class.getName())
                .hasRootCauseMessage("never");
    }

    @Test
    void describesWhatMustAndWhatMayBeWritten() {
        assertThat(Settings.describe(Needs.class))
                .containsExactly(new SettingInfo(
                        "window-frames",
                        int.class,
                        "the window",
                        Setting.REQUIRED,
                        1,
                        Double.POSITIVE_INFINITY,
                        false));
        assertThat(Settings.describe(Needs.class).get(0).isRequired()).isTrue();
        assertThat(Settings.describe(All.class).get(12).isOptional()).isTrue();
        assertThat(Settings.describe(All.class).get(0).isOptional()).isFalse();
    }

    @Test
    void printsWhatItWouldRead() {
        assertThat(Settings.print(Settings.defaults(All.class)))
                .containsExactly(
                        "whole=1",
                        "long-whole=2",
                        "single=1.5",
                        "cut-off-hz=2.5",
                        "truth=true",
                        "word=word",
                        "window=20ms",
                        "colour=dark-blue",
                        "file=x/y.bin",
                        "wholes=[1, 2]",
                        "numbers=[]",
                        "words=[a, b]");
    }

    private List<String> messages() {
        return problems.sorted().stream().map(Problem::toString).toList();
    }

    private static ConfigValue scalar(String text) {
        return new ConfigValue.Scalar(text, PLACE);
    }

    private static ConfigValue list(String... texts) {
        return new ConfigValue.Sequence(
                java.util.Arrays.stream(texts).map(SettingsTest::scalar).toList(), PLACE);
    }

    private static ConfigValue.Mapping mapping(String key, ConfigValue value) {
        return new ConfigValue.Mapping(Map.of(key, value), PLACE);
    }

    @Test
    void readsAGroupOfSettings() {
        ConfigValue group = mapping("threshold", "0.25");
        Grouped bound = Settings.bind(Grouped.class, new ConfigValue.Mapping(Map.of("delta", group), PLACE), problems);
        assertThat(bound).isEqualTo(new Grouped(new Group(0.25, List.of())));
        assertThat(Settings.print(new Grouped(new Group(0.25, List.of()))))
                .containsExactly("delta={threshold=0.25, words=[]}");
        assertThat(Settings.defaults(Grouped.class)).isEqualTo(new Grouped(null));
    }

    @Test
    void refusesWhatDoesNotFitInAGroup() {
        ConfigValue wrong = mapping("treshold", "-1");
        Settings.bind(Grouped.class, new ConfigValue.Mapping(Map.of("delta", wrong), PLACE), problems);
        ConfigValue scalar = new ConfigValue.Scalar("0.5", PLACE);
        Settings.bind(Grouped.class, new ConfigValue.Mapping(Map.of("delta", scalar), PLACE), problems);
        assertThat(problems.sorted())
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "unknown key: key=treshold (expected one of threshold, words)",
                        "value not understood: delta=0.5 (expected { threshold, words })");
    }

    private static ConfigValue.Mapping mapping(String key, String text) {
        return new ConfigValue.Mapping(Map.of(key, new ConfigValue.Scalar(text, PLACE)), PLACE);
    }
}
