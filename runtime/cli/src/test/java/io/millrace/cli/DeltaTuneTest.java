package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaTuneTest {

    private static final Path MODEL =
            Path.of(System.getProperty("millrace.root", "../.."), "examples/csi-presence/activity.onnx");

    @TempDir
    private Path directory;

    /** Windows of 100 packets that change here and there. */
    private Path windows() throws IOException {
        float[] frames = new float[12 * 6400];
        Random random = new Random(5);
        float[] window = new float[6400];
        for (int t = 0; t < 12; t++) {
            for (int i = 0; i < window.length; i++) {
                if (t == 0 || random.nextInt(50) == 0) {
                    window[i] = (float) (20 + random.nextGaussian());
                }
                frames[6400 * t + i] = window[i];
            }
        }
        return npy("windows.npy", "(12, 100, 64)", frames);
    }

    /** An array as numpy stores it. */
    private Path npy(String name, String shape, float[] values) throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat(117 - header.length()) + "\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            data.putFloat(value);
        }
        out.write(data.array());
        return Files.write(directory.resolve(name), out.toByteArray());
    }

    @Test
    void printsTheCurveAndDrawsIt() throws IOException {
        Path svg = directory.resolve("curve.svg");
        Cli cli = Cli.run(
                "delta",
                "tune",
                MODEL.toString(),
                "--data",
                windows().toString(),
                "--max-error",
                "2%",
                "--svg",
                svg.toString());
        assertThat(cli.err()).isEmpty();
        assertThat(cli.code()).isEqualTo(ExitCode.OK);
        assertThat(cli.out())
                .startsWith("activity.onnx on 12 frames of f32[axis-0=100, axis-1=64]")
                .contains("threshold       MACs       error   same answer\n0    ")
                .contains("\ntuned ")
                .contains("  delta: { threshold: ")
                .contains("crossover: this machine does ");
        assertThat(Files.readString(svg))
                .startsWith("<svg ")
                .contains("tuned</text>")
                .endsWith("</svg>\n");
    }

    /** Labels beside the dense model's own answers: a model that is its own judge is right as often as it agrees. */
    @Test
    void countsRightAnswersAndDrawsThem() throws IOException {
        Path data = windows();
        Path svg = directory.resolve("answers.svg");
        Path labels = npy("labels.npy", "(12, 1)", new float[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
        Cli cli = Cli.run(
                "delta",
                "tune",
                MODEL.toString(),
                "--data",
                data.toString(),
                "--labels",
                labels.toString(),
                "--answers-svg",
                svg.toString());
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out())
                .contains("threshold       MACs       error   same answer   right answer\ndense        100.0 %")
                .contains("\nanswers: " + svg);
        assertThat(Files.readString(svg))
                .startsWith("<svg ")
                .contains("same answer as dense</text>", "right answer</text>", "work</text>")
                .endsWith("</svg>\n");
        Path few = npy("few.npy", "(3, 1)", new float[] {1, 1, 1});
        Cli short3 = Cli.run("delta", "tune", MODEL.toString(), "--data", data.toString(), "--labels", few.toString());
        assertThat(short3.code()).isEqualTo(ExitCode.FAILED);
        assertThat(short3.err())
                .contains("labels do not fit the data: file=" + few + ", labels=3 (expected 12, one a frame)");
        Cli kind = Cli.run("delta", "tune", MODEL.toString(), "--data", data.toString(), "--answers", "best");
        assertThat(kind.code()).isEqualTo(ExitCode.USAGE);
        assertThat(kind.err()).contains("answers not understood: answers=best (expected largest or halves)");
    }

    @Test
    void refusesWhatItCannotUse() throws IOException {
        Cli percent =
                Cli.run("delta", "tune", MODEL.toString(), "--data", windows().toString(), "--max-error", "small");
        assertThat(percent.code()).isEqualTo(ExitCode.USAGE);
        assertThat(percent.err()).contains("error not understood: max-error=small (expected a percentage such as 1%)");
        Cli missing = Cli.run("delta", "tune", MODEL.toString(), "--data", "nowhere.npy");
        assertThat(missing.code()).isEqualTo(ExitCode.FAILED);
        Path wrong = Files.writeString(directory.resolve("wrong.npy"), "not numpy");
        assertThat(Cli.run("delta", "tune", MODEL.toString(), "--data", wrong.toString())
                        .code())
                .isEqualTo(ExitCode.FAILED);
    }
}
