package io.millrace.audiovisual;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.Main;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example as anybody runs it, at the speed of the machine, against what is known of who speaks when. */
class AudioVisualTest {

    @TempDir
    private Path folder = Path.of("");

    private static Path example() {
        return Path.of(System.getProperty(TestData.ROOT_PROPERTY, "../.."), "examples/audio-visual");
    }

    /** Runs a copy of a pipeline file; what it printed. */
    private String run(String file, String... options) throws IOException {
        try (Stream<Path> files = Files.list(example())) {
            for (Path original : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(String.valueOf(original.getFileName()));
                Files.deleteIfExists(copy);
                Files.copy(original, copy);
            }
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments =
                new ArrayList<>(List.of("run", folder.resolve(file).toString(), "--speed", "max", "--json"));
        arguments.addAll(Arrays.asList(options));
        int code = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(new String[0]));
        assertThat(code).as("%s%n%s", out, err).isZero();
        assertThat(out.toString()).contains("\"balanced\":true");
        return out.toString();
    }

    private Spans found() throws IOException {
        return Spans.read(folder.resolve("who-speaks.csv"), "");
    }

    private static Spans truth() throws IOException {
        return Spans.read(example().resolve("simulated-truth.csv"), "");
    }

    private static double seconds(BitSet bits, double from, double to) {
        return bits.get((int) (Spans.PER_SECOND * from), (int) (Spans.PER_SECOND * to))
                        .cardinality()
                / (double) Spans.PER_SECOND;
    }

    /** Middle, early and late fusion hear both speakers, also when both speak; nobody speaks who only chews, and no radio has lips. */
    @ParameterizedTest
    @ValueSource(strings = {"pipeline.yaml", "early.yaml", "late.yaml"})
    void hearsWhoSpeaksInTheSimulatedScene(String file) throws IOException {
        run(file);
        Spans found = found();
        Spans truth = truth();
        for (String name : truth.names()) {
            Score.Heard heard = Score.Heard.of(found.of(name), truth.of(name));
            assertThat(heard.f1()).as("%s in %s: %s", name, file, heard).isGreaterThan(0.88);
        }
        assertThat(seconds(found.of("left"), 8.5, 10.0)).as("chewing").isLessThan(0.2);
        assertThat(seconds(found.of("left"), 10.5, 12.0)).as("radio, left").isLessThan(0.2);
        assertThat(seconds(found.of("right"), 10.5, 12.0)).as("radio, right").isLessThan(0.2);
        assertThat(Files.readString(folder.resolve("who-speaks.svg"))).contains("simulated: no sensor is involved");
    }

    /** Without its context the sound alone drives: everybody speaks whenever anything sounds. */
    @Test
    void theContextIsWhatTellsThemApart() throws IOException {
        run("pipeline.yaml", "--set=nodes.voices.strength=0", "--set=nodes.who.on=0.5", "--set=nodes.who.off=0.2");
        Spans found = found();
        assertThat(found.list("left")).usingRecursiveComparison().isEqualTo(found.list("right"));
        assertThat(seconds(found.of("left"), 10.5, 12.0)).as("radio").isGreaterThan(1);
    }

    /** What is withheld is in the books: the gate takes every pair, and passes those of speech. */
    @Test
    void theGateKeepsWorkForSpeech() throws IOException {
        String report = run("pipeline.yaml").lines().reduce((a, b) -> b).orElse("");
        assertThat(report).contains("\"disagreement\":");
        int passed = (int) gauge(report, "passed-frames");
        int withheld = (int) gauge(report, "withheld-frames");
        // 598 or 599 pairs of 600 pictures; somebody speaks for 13.7 of 24 s, and each opening is held 0.4 s longer.
        assertThat(passed + withheld).isBetween(598, 599);
        assertThat(passed).isBetween(365, 400);
    }

    private static double gauge(String report, String name) {
        int at = report.indexOf("\"" + name + "\":");
        assertThat(at).as("%s in %s", name, report).isPositive();
        String rest = report.substring(at + name.length() + 3);
        return Double.parseDouble(
                rest.substring(0, rest.indexOf(rest.contains(",") ? ',' : '}')).replaceAll("[}\\]]", ""));
    }

    /**
     * A real sentence of the GRID corpus, 2.96 s of a talking face, against its word alignment. One picture is 40 ms and the
     * decision holds for 200: 0.3 s in all may be missed or wrong.
     */
    @Test
    void hearsARealSentence() throws IOException {
        grid("id2_vcd_swwp2s", "40x28+56+84");
        Spans truth = Spans.read(TestData.require("av-grid").resolve("swwp2s.align"), "left");
        Score.Heard heard = Score.Heard.of(found().of("left"), truth.of("left"));
        assertThat(heard.trueSeconds()).isEqualTo(1.72);
        assertThat(heard.foundSeconds()).as("%s", heard).isGreaterThan(1.55);
        assertThat(heard.wrongSeconds()).as("%s", heard).isLessThan(0.15);
    }

    /** The same sound before a wall: nothing that moves goes with it. */
    @Test
    void hearsNobodyWhereNoMouthMoves() throws IOException {
        grid("id2_vcd_swwp2s", "30x28+0+20");
        assertThat(found().names()).isEmpty();
    }

    /** Lips that move for half a second before the first word do not speak yet. */
    @Test
    void aMouthThatOpensBeforeItSpeaksIsNotHeardYet() throws IOException {
        grid("bbaf2n", "40x28+56+84");
        List<double[]> spans = found().list("left");
        assertThat(spans).isNotEmpty();
        assertThat(spans.get(0)[0]).as("begin, s").isBetween(0.9, 1.1);
    }

    private void grid(String clip, String mouth) throws IOException {
        Path clips = TestData.require("av-grid");
        run(
                "pipeline.yaml",
                "--input=camera=" + clips.resolve(clip + ".gray160x128.gz"),
                "--input=mic=" + clips.resolve(clip + ".wav"),
                "--set=sources.camera.decoder.form=gray8",
                "--set=sources.camera.decoder.width=160",
                "--set=sources.camera.decoder.height=128",
                "--set=nodes.lips.regions=[" + mouth + "]");
    }
}
