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

    /** Windows of 100 packets that change here and there, as numpy stores them. */
    private Path windows() throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (12, 100, 64), }";
        header += " ".repeat(117 - header.length()) + "\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0});
        out.write(header.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer data = ByteBuffer.allocate(4 * 12 * 6400).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(5);
        float[] window = new float[6400];
        for (int t = 0; t < 12; t++) {
            for (int i = 0; i < window.length; i++) {
                if (t == 0 || random.nextInt(50) == 0) {
                    window[i] = (float) (20 + random.nextGaussian());
                }
                data.putFloat(window[i]);
            }
        }
        out.write(data.array());
        return Files.write(directory.resolve("windows.npy"), out.toByteArray());
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
