package io.millrace.engine.align;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.testkit.OperatorContractTest;
import io.millrace.testkit.OperatorHarness;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;

/** Every policy keeps the contract of operators. */
class AlignContractTest {

    abstract static class OfPolicy extends OperatorContractTest {

        private final String[] settings;

        OfPolicy(String... settings) {
            this.settings = settings;
        }

        @Override
        protected OperatorHarness<?> harness(int width) {
            StreamSpec spec =
                    StreamSpec.tensor(ElementType.F32, Axis.of("x", width)).withRateHz(50);
            return OperatorHarness.of(new Align()).with(settings).in("a", spec).in("b", spec);
        }

        @Override
        protected Frame frame(int width, long sequence, Random random) {
            float[] values = new float[width];
            for (int i = 0; i < width; i++) {
                values[i] = random.nextFloat();
            }
            long nanos = 10_000_000 * (sequence - input(sequence)) + random.nextInt(2) * 1_000_000;
            return new Frame(sequence, nanos, 0, nanos, Tensor.of(Shape.of(width), values), Alignment.REAL);
        }

        @Override
        protected int input(long sequence) {
            return (int) (sequence % 2);
        }

        @Override
        protected List<Integer> widths() {
            return List.of(1, 7);
        }

        @Override
        protected boolean timesFollowInputs() {
            return false; // sets are timed by the frame that they are made for
        }
    }

    @Nested
    class Exact extends OfPolicy {
        Exact() {
            super("align: exact", "on-stall: wait(100ms)");
        }
    }

    @Nested
    class Nearest extends OfPolicy {
        Nearest() {
            super("align: nearest", "tolerance: 2ms", "on-stall: wait(100ms)");
        }
    }

    @Nested
    class NearestOnABase extends OfPolicy {
        NearestOnABase() {
            super("align: nearest", "base: b", "tolerance: 2ms", "on-stall: hold(50ms)");
        }
    }

    @Nested
    class OfTheEarliest extends OfPolicy {
        OfTheEarliest() {
            super("align: earliest", "tolerance: 2ms", "on-stall: wait(40ms)");
        }
    }

    @Nested
    class HoldLast extends OfPolicy {
        HoldLast() {
            super("align: hold-last", "on-stall: skip");
        }
    }

    @Nested
    class Interpolate extends OfPolicy {
        Interpolate() {
            super("align: interpolate", "base: a", "tolerance: 50ms", "on-stall: wait(100ms)");
        }
    }

    @Nested
    class InOrder extends OfPolicy {
        InOrder() {
            super("align: by-order", "on-stall: wait(100ms)");
        }
    }

    @Nested
    class WindowJoin extends OfPolicy {
        WindowJoin() {
            super("align: window-join", "window: 50ms", "on-stall: wait(100ms)");
        }
    }

    @Nested
    class InBlocks extends OfPolicy {
        InBlocks() {
            super("align: blocks", "block-frames: [3, 3]", "on-stall: wait(100ms)");
        }
    }
}
