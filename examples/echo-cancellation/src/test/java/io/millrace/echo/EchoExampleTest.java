package io.millrace.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cli.Main;
import io.millrace.speech.Wav;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example as anybody runs it, at the speed of the machine. */
class EchoExampleTest {

    private static final int RATE_HZ = 16_000;
    /** The canceller's delay with blocks of 10 ms. */
    private static final int DELAY_SAMPLES = 224;

    @TempDir
    private Path folder = Path.of("");

    private Path copied() throws IOException {
        Path example = Path.of(System.getProperty(TestData.ROOT_PROPERTY, "../.."), "examples/echo-cancellation");
        for (String name : new String[] {"pipeline.yaml", "simulated-mic.wav", "simulated-far-end.wav"}) {
            Files.copy(example.resolve(name), folder.resolve(name));
        }
        return folder;
    }

    @Test
    void cleansTheSimulatedRoomAndDrawsIt() throws IOException {
        Path copy = copied();
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute("run", copy.resolve("pipeline.yaml").toString(), "--speed", "max");
        assertThat(code).as(err.toString()).isZero();
        float[] mic = Wav.mono(copy.resolve("simulated-mic.wav"));
        float[] late = Wav.mono(copy.resolve("cleaned.wav"));
        float[] clean = Arrays.copyOfRange(late, DELAY_SAMPLES, late.length);
        // Who speaks when stands in simulated-truth.csv: the far end alone from 3 to 7 s, the near end from 10 to 13 s.
        assertThat(levelDb(mic, 3, 7) - levelDb(clean, 3, 7)).as("echo loss").isGreaterThan(25);
        assertThat(levelDb(mic, 10, 13) - levelDb(clean, 10, 13))
                .as("near end lost")
                .isBetween(-0.5, 0.5);
        assertThat(Files.size(copy.resolve("before-after.png"))).isGreaterThan(50_000);
    }

    /** A file of another rate is refused before anything runs, not dropped record by record. */
    @Test
    void refusesFilesOfAnotherRateOrMoreChannels() throws IOException {
        Path copy = copied();
        byte[] wav = Files.readAllBytes(copy.resolve("simulated-mic.wav"));
        wav[24] = (byte) (8000 & 0xff);
        wav[25] = (byte) (8000 >> 8);
        Path other = Files.write(folder.resolve("other.wav"), wav);
        StringWriter err = new StringWriter();
        int code = Main.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(err))
                .execute(
                        "run",
                        copy.resolve("pipeline.yaml").toString(),
                        "--input=mic=" + other,
                        "--input=far-end=" + other,
                        "--speed=max");
        assertThat(code).isEqualTo(2);
        String why = "sample-rate-hz=8000, channels=1 (expected 16000 and 1 as its decoder says: state the file's"
                + " there, and bring the stream to another with resample or audio-channels, or convert the file)";
        assertThat(err)
                .hasToString("millrace: recording does not fit: source=mic, file=" + other + ", " + why + "\n"
                        + "recording does not fit: source=far-end, file=" + other + ", " + why + "\n");
        assertThat(copy.resolve("cleaned.wav")).doesNotExist();
    }

    private static double levelDb(float[] samples, int fromSecond, int toSecond) {
        double energy = 1e-20;
        for (int i = fromSecond * RATE_HZ; i < toSecond * RATE_HZ; i++) {
            energy += samples[i] * samples[i];
        }
        return 10 * Math.log10(energy);
    }
}
