package io.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Emitter;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.inference.delta.DeltaSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What models hold and take, outside and on the heap. */
class ResourcesTest {

    private static final StreamSpec FOUR = StreamSpec.tensor(ElementType.F32, Axis.of("value", 4));
    private static final Tensor INPUT = Tensor.of(Shape.of(4), new float[] {1, 2, 3, 4});

    /** Takes frames and keeps none. */
    private static final Emitter NOWHERE = new Emitter() {
        @Override
        public void emit(int output, Frame frame) {}

        @Override
        public void drop(DropReason reason) {}
    };

    @AfterEach
    void nothingIsLeftOpen() {
        assertThat(NativeHandles.liveTensors()).isZero();
        assertThat(NativeHandles.liveSessions()).isZero();
    }

    @Test
    void makesNoNativeTensorPerFrame() {
        try (ModelNode node = new ModelNode(ModelNode.model("gru"), FOUR)) {
            node.run(INPUT);
            long before = NativeHandles.tensorsMade();
            for (int i = 0; i < 1_000; i++) {
                node.processor.process(0, ModelNode.frame(i, INPUT), NOWHERE);
            }
            assertThat(NativeHandles.tensorsMade() - before).isZero();
            // x, two of the state, one output: all that it will ever hold.
            assertThat(NativeHandles.liveTensors()).isEqualTo(4);
        }
    }

    @Test
    void allocatesLittleBeyondTheFrame() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isThreadAllocatedMemorySupported(), "this JVM does not tell what a thread allocates");
        try (ModelNode node = new ModelNode(ModelNode.model("gru"), FOUR)) {
            Frame frame = ModelNode.frame(0, INPUT);
            for (int i = 0; i < 20_000; i++) {
                node.processor.process(0, frame, NOWHERE);
            }
            int calls = 10_000;
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < calls; i++) {
                node.processor.process(0, frame, NOWHERE);
            }
            long perFrame = (threads.getCurrentThreadAllocatedBytes() - before) / calls;
            // 128 bytes are the frame, its tensor and array; the rest are the argument arrays inside OrtSession.run,
            // which grow with the number of tensors. More would be a sign of a copy or an iterator too many.
            assertThat(perFrame).isBetween(128L, 800L);
        }
    }

    @Test
    void leavesNothingBehindWhenItIsOpenedAndClosedOverAndOver() throws IOException {
        Path rollup = Path.of("/proc/self/smaps_rollup");
        assumeTrue(Files.isReadable(rollup), "resident memory is read from /proc/self/smaps_rollup, which is not here");
        for (int i = 0; i < 100; i++) {
            openRunClose();
        }
        System.gc();
        long before = residentKiB(rollup);
        for (int i = 0; i < 200; i++) {
            openRunClose();
        }
        System.gc();
        long grown = residentKiB(rollup) - before;
        // A session of this model takes some 150 KiB: 200 leaked ones are 30 MiB. Heap and compiled code still grow.
        assertThat(grown).as("growth of resident memory, KiB").isLessThan(16_000);
        assertThat(NativeHandles.liveSessions()).isZero();
    }

    private static void openRunClose() {
        try (ModelNode node = new ModelNode(ModelNode.model("gru"), FOUR)) {
            for (int i = 0; i < 10; i++) {
                node.processor.process(0, ModelNode.frame(i, INPUT), NOWHERE);
            }
        }
    }

    private static long residentKiB(Path rollup) throws IOException {
        return Files.readAllLines(rollup).stream()
                .filter(line -> line.startsWith("Rss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Sizes of rectangles come and go; what is kept for them is bounded, and closed with the node. */
    @Test
    void keepsFewTensorsForRectanglesOfManySizes() {
        StreamSpec pictures =
                StreamSpec.tensor(ElementType.F32, Axis.of("channel", 1), Axis.of("row", 48), Axis.of("column", 64));
        OnnxSettings settings = ModelNode.model("delta-video")
                .withDelta(DeltaSettings.of(0).withKeyframeEvery(0).withCrossover(1));
        float[] x = new float[48 * 64];
        try (ModelNode node = new ModelNode(settings, pictures)) {
            long sessions = NativeHandles.liveSessions();
            long made = NativeHandles.tensorsMade();
            for (int t = 0; t < 1_000; t++) {
                for (int row = t % 7; row < t % 7 + 1 + t % 40; row++) {
                    for (int column = t % 9; column < t % 9 + 1 + t * 31 % 50; column++) {
                        x[row * 64 + column] += 1;
                    }
                }
                node.processor.process(0, ModelNode.frame(t, Tensor.of(Shape.of(1, 48, 64), x.clone())), NOWHERE);
            }
            assertThat(NativeHandles.tensorsMade() - made).as("sizes came up").isGreaterThan(100);
            // The whole model's two tensors, and for each of four or five convolutions at most 64 pairs.
            assertThat(NativeHandles.liveTensors()).isLessThan(2 + 5 * 2 * 64);
            assertThat(NativeHandles.liveSessions()).isEqualTo(sessions);
        }
    }

    @Test
    void pipelinesShareASessionOfEqualOptions() {
        OnnxSettings settings = ModelNode.model("gru");
        try (ModelNode first = new ModelNode(settings, FOUR)) {
            assertThat(NativeHandles.liveSessions()).isEqualTo(1);
            try (ModelNode second = new ModelNode(settings, FOUR)) {
                assertThat(NativeHandles.liveSessions()).isEqualTo(1);
                // What is shared has no state: the second begins where the first began.
                Tensor fresh = first.run(INPUT);
                first.run(INPUT);
                assertThat(second.run(INPUT)).isEqualTo(fresh);
            }
            assertThat(NativeHandles.liveSessions()).isEqualTo(1);
            first.run(INPUT);
        }
        assertThat(NativeHandles.liveSessions()).isZero();
    }

    /** "counting" fails at whatever is not zero: who shares its session goes on, also when the one that failed is gone. */
    @Test
    void aFailureInASharedSessionStaysWithThePipelineThatFailed() {
        OnnxSettings settings = ModelNode.model("counting");
        Tensor bad = Tensor.of(Shape.of(4), new float[] {0, 1, 0, 1});
        Tensor good = Tensor.of(Shape.of(4), new float[4]);
        try (ModelNode sound = new ModelNode(settings, FOUR)) {
            Tensor expected = sound.run(good);
            try (ModelNode failing = new ModelNode(settings, FOUR)) {
                assertThat(NativeHandles.liveSessions()).isEqualTo(1);
                assertThatThrownBy(() -> failing.run(bad))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("model failed: node=node, model=sha256:");
                assertThat(sound.run(good)).isEqualTo(expected);
            }
            assertThat(NativeHandles.liveSessions()).isEqualTo(1);
            assertThat(sound.run(good)).isEqualTo(expected);
        }
    }

    @Test
    void otherOptionsMakeAnotherSession() {
        OnnxSettings one = ModelNode.model("gru");
        OnnxSettings two = new OnnxSettings(one.model(), List.of(), List.of(), List.of(), List.of(), 2, true);
        try (ModelNode first = new ModelNode(one, FOUR);
                ModelNode second = new ModelNode(two, FOUR)) {
            assertThat(NativeHandles.liveSessions()).isEqualTo(2);
            assertThat(first.run(INPUT)).isEqualTo(second.run(INPUT));
        }
    }

    @Test
    void closingTwiceClosesOnce() {
        ModelNode first = new ModelNode(ModelNode.model("gru"), FOUR);
        try (ModelNode second = new ModelNode(ModelNode.model("gru"), FOUR)) {
            first.close();
            first.close();
            assertThat(NativeHandles.liveSessions()).isEqualTo(1);
            assertThat(second.run(INPUT).shape()).isEqualTo(Shape.of(8));
        }
    }

    @Test
    void threadsOpenRunAndCloseAtTheSameTime() throws Exception {
        Tensor expected;
        try (ModelNode node = new ModelNode(ModelNode.model("gru"), FOUR)) {
            node.run(INPUT);
            expected = node.run(INPUT);
        }
        Callable<Boolean> work = () -> {
            boolean same = true;
            for (int i = 0; i < 50; i++) {
                try (ModelNode node = new ModelNode(ModelNode.model("gru"), FOUR)) {
                    node.run(INPUT);
                    same &= node.run(INPUT).equals(expected);
                }
            }
            return same;
        };
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> results = new ArrayList<>(pool.invokeAll(List.of(work, work, work, work)));
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
