package io.millrace.audiovisual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreTest {

    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), java.util.List.of(lines));
    }

    @Test
    void countsWhatWasFoundAndWhatWasWrong() throws IOException {
        Path found = file("found.csv", "# SIMULATED", "begin,end,what", "1.0,2.5,left", "4.0,4.5,right");
        Path truth = file("truth.csv", "begin,end,what", "1.5,3.5,left");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(Score.run(print, print, found.toString(), truth.toString())).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "left         1.00 to  2.50 s",
                        "right        4.00 to  4.50 s",
                        "",
                        "              spoke    found    wrong     F1",
                        "left         2.00 s   1.00 s   0.50 s  0.571",
                        "right        0.00 s   0.00 s   0.50 s  0.000");
    }

    /** The alignment of a GRID sentence: words between two silences are one span. */
    @Test
    void readsWordAlignments() throws IOException {
        Spans spans = Spans.read(
                file("x.align", "0 12250 sil", "12250 19250 set", "19250 27250 white", "27250 74500 sil"), "left");
        assertThat(spans.names()).containsExactly("left");
        assertThat(spans.list("left")).hasSize(1);
        assertThat(spans.list("left").get(0)).containsExactly(new double[] {0.49, 1.09}, within(1e-9));
    }

    @Test
    void refusesWhatIsNoSpan() throws IOException {
        Path file = file("x.csv", "now,then,left");
        assertThatThrownBy(() -> Spans.read(file, ""))
                .hasMessage("line is no span: file=" + file
                        + ", line=now,then,left (expected begin,end,what in s, or begin end word in 1/25000 s)");
    }
}
