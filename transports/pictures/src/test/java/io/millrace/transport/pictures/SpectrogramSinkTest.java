package io.millrace.transport.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problem;
import io.millrace.api.config.Problems;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
import io.millrace.api.transport.SinkConnection;
import io.millrace.api.transport.SinkContext;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorHarness;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures are read back by the JDK's own reader, which shares no code with the writer. */
class SpectrogramSinkTest {

    private static final int BINS = 50;
    private static final StreamSpec SPECTRA = StreamSpec.tensor(
                    ElementType.F32, Axis.of("channel", 1), Axis.of("iq", 2), Axis.of("bin", BINS))
            .withRateHz(100);

    @TempDir
    private Path folder;

    private Path draw(int frames, int columns) throws IOException {
        Path path = folder.resolve("picture.png");
        SpectrogramSettings settings = new SpectrogramSettings(path, List.of("before"), 60, columns);
        Map<String, StreamSpec> inputs = new LinkedHashMap<>();
        inputs.put("mic", SPECTRA);
        inputs.put("clean", SPECTRA);
        try (SinkConnection sink =
                new SpectrogramSink().open(settings, new SinkContext("picture", inputs, SystemClock.INSTANCE))) {
            for (int i = 0; i < frames; i++) {
                sink.accept(0, Frames.of(i, 100, spectrum(i < frames / 2 ? 40 : 10, 1)));
                sink.accept(1, Frames.of(i, 100, spectrum(40, 1e-2f)));
            }
        }
        return path;
    }

    private static Tensor spectrum(int bin, float amplitude) {
        float[] values = new float[2 * BINS];
        values[bin] = 0.6f * amplitude;
        values[BINS + bin] = 0.8f * amplitude;
        return Tensor.of(Shape.of(1, 2, BINS), values);
    }

    private static int brightness(BufferedImage picture, int x, int y) {
        int pixel = picture.getRGB(x, y);
        return (pixel >> 16 & 0xFF) + (pixel >> 8 & 0xFF) + (pixel & 0xFF);
    }

    @Test
    void drawsHighFrequenciesHighAndEarlyFramesLeft() throws IOException {
        BufferedImage picture = ImageIO.read(draw(100, 200).toFile());
        assertThat(picture.getWidth()).isEqualTo(120);
        int high = 22 + (BINS - 1 - 40) * 4 + 2;
        int low = 22 + (BINS - 1 - 10) * 4 + 2;
        assertThat(brightness(picture, 10 + 20, high)).isGreaterThan(690);
        assertThat(brightness(picture, 10 + 20, low)).isLessThan(20);
        assertThat(brightness(picture, 10 + 80, low)).isGreaterThan(690);
        // The second panel is 40 dB lower on the same scale of 60: a third of the way up.
        assertThat(brightness(picture, 10 + 20, 222 + high)).isBetween(100, 400);
    }

    @Test
    void boundsItsMemoryByJoiningColumns() throws IOException {
        BufferedImage picture = ImageIO.read(draw(10_000, 128).toFile());
        assertThat(picture.getWidth()).isBetween(20 + 64, 20 + 128);
    }

    @Test
    void writesEveryLetterDifferently() {
        Canvas canvas = new Canvas(600, 20, 0);
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,-:/()+";
        canvas.text(0, 0, letters, 1);
        assertThat(letters.chars()
                        .mapToObj(c -> glyph(canvas, letters.indexOf(c)))
                        .distinct())
                .hasSize(letters.length());
    }

    private static String glyph(Canvas canvas, int letter) {
        StringBuilder pixels = new StringBuilder();
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 10; x++) {
                pixels.append(canvas.pixels()[y * canvas.width() + letter * Canvas.ADVANCE + x]);
            }
        }
        return pixels.toString();
    }

    @Test
    void drawsNothingWhenNothingCame() throws IOException {
        assertThat(Files.exists(draw(0, 200))).isFalse();
    }

    @Test
    void refusesWhatIsNoSpectrum() {
        Problems problems = new Problems();
        Map<String, StreamSpec> inputs =
                Map.of("amplitude", StreamSpec.tensor(ElementType.F32, Axis.of("subcarrier", 64)));
        new SpectrogramSink()
                .check(
                        new SpectrogramSettings(Path.of("a.png"), List.of(), 80, 1000),
                        new Inputs("picture", new Location("p.yaml", 1), inputs, problems, OperatorHarness.PROFILE));
        assertThat(problems.sorted().stream().map(Problem::message))
                .containsExactly("stream is no spectrum: node=picture, input=amplitude, stream=f32[subcarrier=64]"
                        + " (expected f32[channel, iq=2, bin], or power f32[bin] or f32[bin, channel])");
    }

    @Test
    void refusesAnotherEnding() {
        assertThatThrownBy(() -> new SpectrogramSettings(Path.of("a.jpg"), List.of(), 80, 1000))
                .hasMessage("file name does not fit: path=a.jpg (expected a name that ends in .png)");
    }
}
