package io.millrace.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.cli.Main;
import io.millrace.testkit.Npz;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example as anybody runs it, at the speed of the machine. */
class NeuralDecodingExampleTest {

    private static final Path EXAMPLE =
            Path.of(System.getProperty(TestData.ROOT_PROPERTY, "../.."), "examples/neural-decoding");

    @TempDir
    private Path folder = Path.of("");

    private String run(String file, String... more) throws IOException {
        try (var names = Files.list(EXAMPLE)) {
            for (Path path : names.filter(p -> p.toString().matches(".*\\.(npz|onnx|yaml|gz)"))
                    .toList()) {
                Path copy = folder.resolve(path.getFileName());
                if (!Files.exists(copy)) {
                    Files.copy(path, copy);
                }
            }
        }
        List<String> arguments =
                new ArrayList<>(List.of("run", folder.resolve(file).toString(), "--speed", "max"));
        arguments.addAll(Arrays.asList(more));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments.toArray(new String[0]));
        assertThat(code).as(err + "\n" + out).isZero();
        return out + "\n" + err;
    }

    private static double r2(String report, String node) {
        Matcher score = Pattern.compile("(?m)^" + node + ": r2 ([0-9.]+),").matcher(report);
        assertThat(score.find()).as(report).isTrue();
        return Double.parseDouble(score.group(1));
    }

    /** The table of the README. ONNX Runtime's kernels differ a little between processors. */
    @ParameterizedTest
    @CsvSource({
        "pipeline.yaml, decoder-ann.npz, 0.7958, 0.8622, 0.8439",
        "pipeline.yaml, decoder-kalman.npz, 0.6661, 0.6781, 0.6686",
        "pipeline.yaml, decoder-wiener.npz, 0.5949, 0.7351, 0.7139",
        "gru.yaml, decoder-gru.onnx, 0.8617, 0.8610, 0.8840",
        "lstm.yaml, decoder-lstm.onnx, 0.7701, 0.7973, 0.8182"
    })
    void scoresAsTheReadmeSays(String file, String decoder, double raw, double last, double middle) throws IOException {
        String key = "nodes.raw." + (decoder.endsWith(".onnx") ? "model" : "file") + "=" + folder.resolve(decoder);
        String report = run(file, "--set", key, "--set", "nodes.smooth.take=last");
        assertThat(r2(report, "score-raw")).isCloseTo(raw, within(2e-4));
        assertThat(r2(report, "score")).isCloseTo(last, within(2e-4));
        String centred = run(file, "--set", key, "--set", "nodes.smooth.take=middle");
        assertThat(r2(centred, "score")).isCloseTo(middle, within(2e-4));
        assertThat(Files.readString(folder.resolve("trajectory.svg"))).contains("<svg");
    }

    /** What PyTorch decoded of the first 4 s, bin by bin: the state is carried, the gates are in order. */
    @ParameterizedTest
    @ValueSource(strings = {"gru", "lstm"})
    void recurrentNetworkDecodesAsPyTorchDid(String kind) throws IOException {
        Npz stored = Objects.requireNonNull(Npz.read(EXAMPLE.resolve("decoder-" + kind + "-check.npz"), "velocity"));
        String lines =
                run(kind + ".yaml", "--json", "--set", "sinks.view.in=[raw]", "--set", "sinks.view.overflow=block");
        Matcher values = Pattern.compile("\"values\": ?\\[([-+.eE0-9]+), ?([-+.eE0-9]+)\\]")
                .matcher(lines);
        for (int t = 0; t < 1000; t++) {
            assertThat(values.find()).as("bin %d", t).isTrue();
            for (int axis = 0; axis < 2; axis++) {
                assertThat(Double.parseDouble(values.group(1 + axis)))
                        .as("bin %d, axis %d, mm/s", t, axis)
                        .isCloseTo(stored.values()[2 * t + axis], within(0.02));
            }
        }
    }
}
