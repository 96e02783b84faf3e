package io.millrace.operators.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Golden;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class MotionGateOperatorTest extends OperatorContractTest {

    private static final double RATE_HZ = 25;

    @Override
    protected List<Integer> widths() {
        return List.of(20, 1, 64);
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 128; // the shape of a crop, which is another each time, and an array of five numbers
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return gate(12, width)
                .with(
                        "block-pixels: 4",
                        "threshold: 20",
                        "release: 8",
                        "hold-frames: 2",
                        "keyframe-every: 9",
                        "memory-frames: 3",
                        "emit: crop",
                        "margin-pixels: 1");
    }

    private static OperatorHarness<?> gate(int height, int width) {
        return OperatorHarness.of(new MotionGateOperator())
                .in(StreamSpec.tensor(
                                ElementType.U8,
                                Axis.of("height", height),
                                Axis.of("width", width),
                                Axis.of("channel", 3))
                        .withRateHz(RATE_HZ));
    }

    /** Rests, and now and then something bright somewhere. */
    @Override
    protected Frame frame(int width, long sequence, Random random) {
        byte[] pixels = new byte[12 * width * 3];
        Arrays.fill(pixels, (byte) 60);
        if (random.nextInt(5) == 0) {
            int from = random.nextInt(pixels.length);
            Arrays.fill(pixels, from, Math.min(pixels.length, from + 200), (byte) 200);
        }
        return picture(sequence, 12, width, pixels);
    }

    private static Frame picture(long sequence, int height, int width, byte[] pixels) {
        return Frames.of(sequence, RATE_HZ, Tensor.ofBytes(ElementType.U8, Shape.of(height, width, 3), pixels));
    }

    private static void requireGolden(OperatorRun run, Golden golden, String name, List<byte[]> pictures) {
        double[] passes = golden.doubles(name + "_passes");
        double[] counts = golden.doubles(name + "_counts");
        float[][] regions = golden.floatRows(name + "_regions");
        int passed = 0;
        for (int t = 0; t < passes.length; t++) {
            byte[] pixels = pictures.get(t);
            Shape shape = run.contract().outputs().get(0).spec().shape();
            run.feed(Frames.of(t, RATE_HZ, Tensor.ofBytes(ElementType.U8, shape, pixels)));
            if (passes[t] == 1) {
                passed++;
                assertThat(run.last().tensor().asBytes()).isSameAs(pixels);
                float[] region = run.emitted(1).get(passed - 1).tensor().floats();
                assertThat(Arrays.copyOf(region, 4))
                        .as("%s, picture %d", name, t)
                        .containsExactly(regions[t]);
                assertThat(region[4]).as("%s, picture %d", name, t).isEqualTo((float) counts[t]);
            }
            assertThat(run.emitted()).as("%s, picture %d", name, t).hasSize(passed);
        }
        assertThat(passed).isBetween(5, passes.length - 5);
        assertThat(run.drops()).isEqualTo(Map.of("still", (long) (passes.length - passed)));
    }

    /** The same pictures and rectangles: no difference is within 1e-4 of a threshold. */
    @Test
    void passesWhatNumpyPasses() {
        Golden golden = Vectors.golden("motion-gate");
        double[] frames = golden.doubles("frames");
        List<byte[]> pictures = new ArrayList<>();
        for (int t = 0; t < 30; t++) {
            byte[] pixels = new byte[11 * 14 * 3];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (int) frames[t * pixels.length + i];
            }
            pictures.add(pixels);
        }
        OperatorHarness<?> harness = gate(11, 14)
                .with(
                        "block-pixels: 4",
                        "threshold: 9",
                        "release: 5",
                        "fewest-blocks: 2",
                        "hold-frames: 2",
                        "memory-frames: 1.5");
        try (OperatorRun run = harness.open()) {
            requireGolden(run, golden, "drawn", pictures);
        }
    }

    @Test
    void passesWhatNumpyPassesOfARealClip() throws IOException {
        List<byte[]> pictures = new ArrayList<>();
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(TestData.require("av-grid/bbaf2n.gray160x128.gz")))) {
            for (byte[] frame = in.readNBytes(128 * 160); frame.length > 0; frame = in.readNBytes(128 * 160)) {
                pictures.add(frame);
            }
        }
        OperatorHarness<?> harness = OperatorHarness.of(new MotionGateOperator())
                .in(StreamSpec.tensor(ElementType.U8, Axis.of("height", 128), Axis.of("width", 160))
                        .withRateHz(RATE_HZ))
                .with("block-pixels: 8", "threshold: 4", "release: 2", "fewest-blocks: 2", "hold-frames: 3");
        try (OperatorRun run = harness.open()) {
            requireGolden(run, Vectors.golden("motion-gate"), "grid", pictures);
        }
    }

    @Test
    void cutsToWhatMovesWithinThePartThatIsWatched() {
        OperatorHarness<?> harness =
                gate(12, 16).with("block-pixels: 4", "watch: [4, 2, 14, 99]", "emit: crop", "margin-pixels: 1");
        byte[] still = new byte[12 * 16 * 3];
        byte[] outside = still.clone();
        outside[0] = (byte) 255;
        byte[] inside = still.clone();
        Arrays.fill(inside, (7 * 16 + 8) * 3, (7 * 16 + 10) * 3, (byte) 250);
        try (OperatorRun run = harness.open()) {
            run.feed(picture(0, 12, 16, still), picture(1, 12, 16, outside), picture(2, 12, 16, inside));
            assertThat(run.drops()).isEqualTo(Map.of("still", 1L));
            assertThat(run.emitted(1).get(1).tensor().floats()).containsExactly(7, 5, 13, 11, 1);
            assertThat(run.last().tensor().shape()).isEqualTo(Shape.of(6, 6, 3));
            assertThat(run.last().sequence()).isEqualTo(2);
            byte[] crop = run.last().tensor().asBytes();
            assertThat(crop[(2 * 6 + 1) * 3]).isEqualTo((byte) 250);
            assertThat(crop[(2 * 6 + 3) * 3]).isZero();
        }
    }

    @Test
    void refusesWhatCannotBeWatched() {
        assertThat(gate(12, 16).with("watch: [16, 0, 20, 4]").problems())
                .containsExactly("part that is looked at lies outside the pictures: node=node, watch=[16, 0, 20, 4],"
                        + " width=16, height=12 (expected left below the width, top below the height)");
        assertThat(gate(12, 16).with("watch: [4, 0, 4, 4]").problems())
                .containsExactly("part that is looked at is no rectangle: watch=[4, 0, 4, 4]"
                        + " (expected [left, top, right, bottom], right and bottom beyond left and top)");
        assertThat(gate(12, 16).with("threshold: 2", "release: 3").problems())
                .containsExactly("release is above the threshold: release=3.0, threshold=2.0"
                        + " (expected at most the threshold)");
        assertThat(OperatorHarness.of(new MotionGateOperator())
                        .in(Pictures.spec())
                        .problems())
                .containsExactly("stream changes its shape: node=node, input=in-0,"
                        + " stream=u8[height=?, width=?, channel=3] (expected no dynamic axis)");
    }
}
