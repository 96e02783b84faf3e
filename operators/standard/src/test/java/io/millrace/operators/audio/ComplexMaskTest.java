package io.millrace.operators.audio;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import io.millrace.testkit.Signals;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComplexMaskTest extends OperatorContractTest {

    private static final int BINS = 5;

    @Override
    protected List<Integer> widths() {
        return List.of(1, 3);
    }

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new ComplexMask())
                .in("spectrum", SpectrumFrames.spec(width, BINS))
                .in("echo", SpectrumFrames.spec(width, BINS))
                .in("noise", mask(width, BINS));
    }

    private static StreamSpec mask(int... extents) {
        Axis[] axes = new Axis[extents.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = Axis.of("axis-" + i, extents[i]);
        }
        return StreamSpec.tensor(ElementType.F32, axes).withRateHz(SpectrumFrames.RATE_HZ);
    }

    /** A spectrum, its echo mask and its noise mask in turn, at the time of the set. */
    @Override
    protected Frame frame(int width, long sequence, Random random) {
        long set = sequence / 3;
        Frame frame = sequence % 3 < 2
                ? SpectrumFrames.noise(width, BINS, set, random)
                : SpectrumFrames.of(set, Shape.of(width, BINS), Signals.noise(width * BINS, 1, set));
        return frame.withSequence(sequence);
    }

    @Override
    protected int input(long sequence) {
        return (int) (sequence % 3);
    }

    @Test
    void multipliesByComplexRealAndSharedMasks() {
        OperatorHarness<?> harness = OperatorHarness.of(new ComplexMask())
                .in(SpectrumFrames.spec(2, 2))
                .in(mask(2, 2, 2))
                .in(mask(1, 2, 2))
                .in(mask(2));
        Shape spectra = Shape.of(2, 2, 2);
        try (OperatorRun run = harness.open()) {
            run.feed(0, SpectrumFrames.of(7, spectra, 1, 2, 3, 4, 5, 6, 7, 8));
            run.feed(1, SpectrumFrames.of(7, spectra, 0, 1, 1, 0, 2, 1, 0, 1));
            run.feed(2, SpectrumFrames.of(7, Shape.of(1, 2, 2), 1, 10, 100, 0));
            assertThat(run.emitted()).isEmpty();
            run.feed(3, SpectrumFrames.of(7, Shape.of(2), 1, -1));
            // (1+3j)j = -3+j, (2+4j); (5+7j)2 = 10+14j, (6+8j)(1+j) = -2+14j; then 1, 10, 100, 0; then 1, -1
            assertThat(run.last().tensor().floats()).containsExactly(-3, -20, 1, -40, 1000, 0, 1400, -0f);
            assertThat(run.last().sequence()).isEqualTo(7);
        }
    }

    @Test
    void aSpectrumWhoseMaskWasRefusedGoesWithTheNextSet() {
        OperatorHarness<?> harness = OperatorHarness.of(new ComplexMask())
                .in(SpectrumFrames.spec(1, 2))
                .in(mask(2));
        Shape shape = Shape.of(1, 2, 2);
        try (OperatorRun run = harness.open()) {
            for (int i = 0; i < 3; i++) {
                run.feed(0, SpectrumFrames.of(i, shape, i, i, i, i));
            }
            run.feed(1, SpectrumFrames.of(0, Shape.of(2), 1, 1));
            run.feed(1, SpectrumFrames.of(2, Shape.of(2), 1, 1));
            assertThat(run.emitted()).extracting(Frame::sequence).containsExactly(0L, 2L);
        }
    }

    @Test
    void doesNotWaitWithoutEnd() {
        OperatorHarness<?> harness = OperatorHarness.of(new ComplexMask())
                .with("wait-frames: 2")
                .in(SpectrumFrames.spec(1, 2))
                .in(mask(2));
        try (OperatorRun run = harness.open()) {
            for (int i = 0; i < 5; i++) {
                run.feed(0, SpectrumFrames.of(i, Shape.of(1, 2, 2), 1, 1, 1, 1));
            }
            assertThat(run.drops()).isEqualTo(Map.of("partner-missing", 3L));
            run.feed(1, SpectrumFrames.of(1, Shape.of(2), 3, 4));
            assertThat(run.last().tensor().floats()).containsExactly(3, 4, 3, 4);
        }
    }

    @Test
    void refusesAMaskThatDoesNotFit() {
        assertThat(OperatorHarness.of(new ComplexMask())
                        .in(SpectrumFrames.spec(2, 5))
                        .problems())
                .containsExactly("mask is missing: node=node, inputs=1 (expected in: { spectrum: ..., mask: ... })");
        assertThat(OperatorHarness.of(new ComplexMask())
                        .in(SpectrumFrames.spec(2, 5))
                        .in("mask", mask(4))
                        .problems())
                .containsExactly(
                        "mask does not fit the spectra: node=node, input=mask, stream=f32[axis-0=4] 125 Hz"
                                + " (expected the elements of [channel=2, iq=2, bin=5] for complex gains, or one for each bin)");
    }
}
