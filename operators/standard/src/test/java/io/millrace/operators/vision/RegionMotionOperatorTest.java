package io.millrace.operators.vision;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegionMotionOperatorTest extends OperatorContractTest {

    private static StreamSpec spec(int channels) {
        return StreamSpec.tensor(
                        ElementType.U8, Axis.dynamic("height"), Axis.dynamic("width"), Axis.of("channel", channels))
                .withRateHz(25);
    }

    private static OperatorHarness<?> of(int channels, String regions) {
        return OperatorHarness.of(new RegionMotionOperator())
                .with("regions: " + regions)
                .in(spec(channels));
    }

    private static Frame picture(long sequence, int height, int width, int channels, Random random) {
        byte[] pixels = new byte[height * width * channels];
        random.nextBytes(pixels);
        return Frames.of(sequence, 25, Tensor.ofBytes(ElementType.U8, Shape.of(height, width, channels), pixels));
    }

    @Override
    protected List<Integer> widths() {
        return List.of(1, 3);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return of(width, "[8x6+1+2, 3x3+0+0]");
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return picture(sequence, 9, 12, width, random);
    }

    /** Grey may come without an axis for its channel. */
    @Test
    void takesPlainGrey() {
        StreamSpec grey = StreamSpec.tensor(ElementType.U8, Axis.of("height", 1), Axis.of("width", 2));
        OperatorHarness<?> harness = OperatorHarness.of(new RegionMotionOperator())
                .with("regions: [2x1+0+0, 1x1+1+0]")
                .in(grey.withRateHz(25));
        try (OperatorRun run = harness.open()) {
            run.feed(Frames.of(0, 25, Tensor.ofBytes(ElementType.U8, Shape.of(1, 2), new byte[] {0, 100})));
            run.feed(Frames.of(1, 25, Tensor.ofBytes(ElementType.U8, Shape.of(1, 2), new byte[] {0, (byte) 200})));
            assertThat(run.last().tensor().floats()).containsExactly((float) Math.sqrt(5000), 100);
        }
    }

    @Test
    void beginsAnewWithAnotherSize() {
        Random random = new Random(5);
        try (OperatorRun run = of(1, "[4x4+0+0]").open()) {
            run.feed(picture(0, 8, 8, 1, random), picture(1, 8, 8, 1, random));
            run.feed(picture(2, 6, 8, 1, random), picture(3, 6, 8, 1, random));
            assertThat(run.emitted()).extracting(Frame::sequence).containsExactly(1L, 3L);
            assertThat(run.drops()).isEmpty();
        }
    }

    @Test
    void dropsPicturesThatDoNotHoldTheRegions() {
        Random random = new Random(6);
        try (OperatorRun run = of(1, "[4x4+0+0, 2x2+7+6]").open()) {
            run.feed(picture(0, 8, 8, 1, random), picture(1, 8, 9, 1, random), picture(2, 8, 9, 1, random));
            assertThat(run.drops()).isEqualTo(Map.of("region-outside", 1L));
            assertThat(run.emitted()).hasSize(1);
        }
    }

    @Test
    void refusesWhatIsNoRegion() {
        assertThat(of(1, "[4x0+1+1]").problems())
                .containsExactly("region is none: region=4x0+1+1 (expected width x height + left + top in pixels, as"
                        + " 40x28+56+84)");
        assertThat(of(1, "[here]").problems()).hasSize(1);
        assertThat(of(1, "[]").problems())
                .containsExactly("nothing is looked at: regions=[] (expected at least one, as 40x28+56+84)");
        assertThat(of(5, "[1x1+0+0]").problems())
                .containsExactly(
                        "stream is no pictures: node=node, input=in-0, stream=u8[height=?, width=?, channel=5] 25 Hz"
                                + " (expected u8 [height, width], or with 1..4 channels)");
    }
}
