package io.millrace.operators.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.operators.Vectors;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingWindowTest extends OperatorContractTest {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new SlidingWindow())
                .with("length-frames: 12", "hop-frames: 5")
                .in(Vectors.spec("sample", width));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        return Vectors.frame(width, sequence, random);
    }

    @Test
    void holdsTheLastFramesOldestFirst() {
        try (OperatorRun run = harness(2).open()) {
            for (int i = 0; i < 23; i++) {
                run.feed(Vectors.of(i, i, -i));
            }
            assertThat(run.emitted()).hasSize(3);
            for (int w = 0; w < 3; w++) {
                Frame window = run.emitted().get(w);
                assertThat(window.sequence()).isEqualTo(w);
                assertThat(window.tensor().shape()).isEqualTo(Shape.of(12, 2));
                for (int i = 0; i < 12; i++) {
                    assertThat(window.tensor().floats()[2 * i]).isEqualTo(5 * w + i);
                    assertThat(window.tensor().floats()[2 * i + 1]).isEqualTo(-(5 * w + i));
                }
            }
        }
    }

    @Test
    void hopBeyondTheLengthSkipsFrames() {
        OperatorHarness<?> harness = OperatorHarness.of(new SlidingWindow())
                .with("length-frames: 2", "hop-frames: 5")
                .in(Vectors.spec("sample", 1));
        try (OperatorRun run = harness.open()) {
            for (int i = 0; i < 12; i++) {
                run.feed(Vectors.of(i, i));
            }
            assertThat(run.emitted()).extracting(f -> f.tensor().floats()[0]).containsExactly(0f, 5f, 10f);
        }
    }

    @Test
    void isTimedAtItsMiddleIfTheRateIsKnown() {
        assertThat(harness(1).contract().delayNanos()).isEqualTo(55_000_000);
        assertThat(harness(1).contract().outputs().get(0).spec()).hasToString("f32[frame=12, sample=1] 20 Hz");
        OperatorHarness<?> unrated = OperatorHarness.of(new SlidingWindow())
                .with("length-frames: 12", "hop-frames: 5")
                .in(Vectors.spec("sample", 1).withRateHz(0));
        assertThat(unrated.contract().delayNanos()).isZero();
    }

    @Test
    void refusesWhatNoTensorCanHold() {
        assertThat(OperatorHarness.of(new SlidingWindow())
                        .with("length-frames: 1000000", "hop-frames: 1")
                        .in(Vectors.spec("sample", 1000))
                        .problems())
                .containsExactly("window is too large: node=node, length-frames=1000000, frame-bytes=4000"
                        + " (expected at most 2147483647 bytes)");
        assertThat(OperatorHarness.of(new SlidingWindow()).problems())
                .containsExactly(
                        "key is missing: key=length-frames (expected a whole number 1..1000000: length of a window, frames)",
                        "key is missing: key=hop-frames (expected a whole number 1..1000000: distance between windows, frames)");
    }
}
