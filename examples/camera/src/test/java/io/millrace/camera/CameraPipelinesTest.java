package io.millrace.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.cli.Main;
import io.millrace.testkit.Golden;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * The pipeline files as a user runs them, against the same models run by onnxruntime from Python on pictures that Pillow read and
 * numpy resized, decoded and suppressed. Boxes within 0.1 pixels, scores within 0.002: another decoder of JPEG, single
 * precision, and the five digits that are printed; 0.005 pixels were found.
 */
class CameraPipelinesTest {

    private static final float PIXELS = 0.1f;
    private static final float SCORE = 0.002f;
    private static final int FRAME_BYTES = 160 * 128;
    private static final Pattern FRAME =
            Pattern.compile("\"type\":\"frame\",\"port\":\"\\w+\",.*\"timeNanos\":(\\d+),.*\"values\":\\[([^\\]]*)\\]");

    @TempDir
    Path folder;

    /** Runs {@code millrace run} at full speed; what it prints, as JSON lines. */
    private static List<String> run(String file, Path input, String... settings) {
        Path pipeline = Path.of(System.getProperty("millrace.root"))
                .resolve("examples/camera")
                .resolve(file);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
        List<String> arguments = new ArrayList<>(
                List.of("run", pipeline.toString(), "--speed", "max", "--json", "--input=camera=" + input));
        Arrays.stream(settings).map(s -> "--set=" + s).forEach(arguments::add);
        int code = command.execute(arguments.toArray(new String[0]));
        assertThat(code).as("%s%n%s", out, err).isZero();
        return out.toString().lines().toList();
    }

    private static String[] settings(String head, int width, int height, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "sources.camera.decoder.width=" + width,
                "sources.camera.decoder.height=" + height,
                "nodes." + head + ".picture-width=" + width,
                "nodes." + head + ".picture-height=" + height));
        all.addAll(Arrays.asList(more));
        return all.toArray(new String[0]);
    }

    private static List<Matcher> frames(List<String> lines) {
        return lines.stream().map(FRAME::matcher).filter(Matcher::find).toList();
    }

    private static float[] values(Matcher frame) {
        String[] words = frame.group(2).split(",", -1);
        float[] values = new float[frame.group(2).isEmpty() ? 0 : words.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(words[i]);
        }
        return values;
    }

    private static void requireBoxes(float[] found, float[][] expected, String about) {
        int fields = expected[0].length;
        assertThat(found).as(about).hasSize(expected.length * fields);
        for (int i = 0; i < found.length; i++) {
            float limit = i % fields < 4 ? PIXELS : SCORE;
            assertThat(found[i])
                    .as("%s, number %d", about, i)
                    .isCloseTo(expected[i / fields][i % fields], within(limit));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bbaf2n", "id2_vcd_swwp2s"})
    void findsTheFaceInEveryFrameOfAClip(String clip) {
        Golden golden = Golden.resource(getClass(), "/golden/faces.txt");
        List<Matcher> frames = frames(run(
                "faces.yaml",
                TestData.require("av-grid/" + clip + ".gray160x128.gz"),
                settings(
                        "faces",
                        160,
                        128,
                        "sources.camera.decoder.form=gray8",
                        "sources.camera.decoder.rate-hz=25",
                        "nodes.net.model=" + TestData.require("models/ultraface/version-RFB-320.onnx"))));
        float[][] expected = golden.floatRows(clip);
        assertThat(golden.doubles(clip + "_counts")).hasSize(75).containsOnly(1);
        assertThat(frames).hasSize(75);
        for (int t = 0; t < 75; t++) {
            assertThat(frames.get(t).group(1)).isEqualTo(Long.toString(40_000_000L * t));
            requireBoxes(values(frames.get(t)), new float[][] {expected[t]}, clip + ", frame " + t);
        }
    }

    /** The same frames and times as plain pixels give, out of a file that tells what they are. */
    @Test
    void readsVideoThatTellsItsSizeRangeAndRate() throws IOException {
        Path clip = TestData.require("av-grid/bbaf2n.gray160x128.gz");
        Path model = TestData.require("models/ultraface/version-RFB-320.onnx");
        Path video = folder.resolve("clip.y4m");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(clip));
                OutputStream out = Files.newOutputStream(video)) {
            out.write("YUV4MPEG2 W160 H128 F25:1 Ip Cmono XCOLORRANGE=FULL\n".getBytes(StandardCharsets.US_ASCII));
            for (int t = 0; t < 5; t++) {
                out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
                out.write(in.readNBytes(FRAME_BYTES));
            }
        }
        List<Matcher> frames =
                frames(run("faces.yaml", video, settings("faces", 160, 128, "nodes.net.model=" + model)));
        float[][] expected = Golden.resource(getClass(), "/golden/faces.txt").floatRows("bbaf2n");
        assertThat(frames).hasSize(5);
        for (int t = 0; t < 5; t++) {
            assertThat(frames.get(t).group(1)).isEqualTo(Long.toString(40_000_000L * t));
            requireBoxes(values(frames.get(t)), new float[][] {expected[t]}, "frame " + t);
        }
    }

    @ParameterizedTest
    @CsvSource({"street, models/fastestdet/3.jpg, 500, 335", "kitti, lidar-kitti-nc/000008.png, 1242, 375"})
    void findsThingsInPictures(String name, String file, int width, int height) {
        Path model = TestData.require("models/fastestdet/FastestDet.onnx");
        List<Matcher> frames = frames(run(
                "objects.yaml",
                TestData.require(file),
                settings("objects", width, height, "nodes.net.model=" + model)));
        assertThat(frames).hasSize(1);
        float[][] expected = Golden.resource(getClass(), "/golden/objects.txt").floatRows(name);
        requireBoxes(values(frames.get(0)), expected, name);
    }

    /** What passes is what numpy says (MotionGateOperatorTest has it frame by frame); the model runs for nothing else. */
    @Test
    void letsTheModelRestWhileNothingMoves() {
        Path model = TestData.require("models/fastestdet/FastestDet.onnx");
        List<String> lines = run(
                "objects.yaml",
                TestData.require("av-grid/bbaf2n.gray160x128.gz"),
                settings(
                        "objects",
                        160,
                        128,
                        "sources.camera.decoder.form=gray8",
                        "sources.camera.decoder.rate-hz=25",
                        "nodes.moving.block-pixels=8",
                        "nodes.moving.threshold=4",
                        "nodes.moving.release=2",
                        "nodes.moving.hold-frames=3",
                        "nodes.net.model=" + model));
        double[] passes = Golden.inTree("operators/kernels/src/test/resources/golden/motion-gate.txt")
                .doubles("grid_passes");
        int passed = (int) Arrays.stream(passes).sum();
        assertThat(passed).isEqualTo(31);
        assertThat(frames(lines)).hasSize(passed);
        assertThat(lines.get(lines.size() - 1))
                .contains("\"edge\":\"camera->moving\",\"in\":75,\"out\":31,\"dropped\":{\"still\":44}");
    }
}
