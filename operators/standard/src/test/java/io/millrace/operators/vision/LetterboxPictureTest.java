package io.millrace.operators.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.operators.Vectors;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LetterboxPictureTest extends OperatorContractTest {

    private static final double RATE_HZ = 25;

    @Override
    protected List<Integer> widths() {
        return List.of(9, 1, 40);
    }

    @Override
    protected int frameCount() {
        return 100;
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 128; // the fit and the shapes, which are others each time
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new LetterboxPicture())
                .in(Pictures.spec().withRateHz(RATE_HZ))
                .with("width: 16", "height: 12");
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        int columns = 1 + random.nextInt(width);
        int rows = 1 + random.nextInt(width);
        byte[] pixels = new byte[3 * rows * columns];
        random.nextBytes(pixels);
        return picture(sequence, rows, columns, pixels);
    }

    private static Frame picture(long sequence, int rows, int columns, byte... pixels) {
        return Frames.of(sequence, RATE_HZ, Tensor.ofBytes(ElementType.U8, Shape.of(rows, columns, 3), pixels));
    }

    /** One product and one sum in float. */
    @Test
    void scalesEveryColourAndTheBorder() {
        OperatorHarness<?> harness = OperatorHarness.of(new LetterboxPicture())
                .in(Pictures.spec().withRateHz(RATE_HZ))
                .with("width: 4", "height: 1", "mean: [10, 20, 30]", "deviation: [2, 4, 5]", "border: 110");
        Frame frame = picture(3, 1, 2, new byte[] {20, 40, 80, (byte) 210, (byte) 220, (byte) 230});
        try (OperatorRun rgb = harness.open();
                OperatorRun bgr = harness.with("order: bgr").open()) {
            assertThat(rgb.feed(frame).last().tensor().floats())
                    .containsExactly(new float[] {50, 5, 100, 50, 22.5f, 5, 50, 22.5f, 16, 10, 40, 16}, within(1e-4f));
            assertThat(bgr.feed(frame).last().tensor().floats())
                    .containsExactly(new float[] {16, 10, 40, 16, 22.5f, 5, 50, 22.5f, 50, 5, 100, 50}, within(1e-4f));
            assertThat(rgb.last().tensor().shape()).isEqualTo(Shape.of(1, 3, 1, 4));
            assertThat(rgb.last().sequence()).isEqualTo(3);
        }
    }

    @Test
    void dropsAPictureWithoutPixels() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(picture(0, 0, 5));
            assertThat(run.emitted()).isEmpty();
            assertThat(run.drops()).containsExactly(Map.entry("empty-picture", 1L));
        }
    }

    @Test
    void refusesWhatIsNoPictureAndColoursThatAreNotThree() {
        assertThat(OperatorHarness.of(new LetterboxPicture())
                        .in(Vectors.spec("height", 64))
                        .with("width: 4", "height: 4")
                        .problems())
                .contains("stream has another type: node=node, input=in-0, stream=f32[height=64] 100 Hz"
                        + " (expected u8 tensors)");
        assertThat(harness(1).with("mean: [1, 2]").problems())
                .containsExactly("colours are not scaled: mean=[1.0, 2.0], deviation=[255.0, 255.0, 255.0]"
                        + " (expected three numbers each, deviations above 0)");
    }
}
