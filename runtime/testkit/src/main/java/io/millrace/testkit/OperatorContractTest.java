package io.millrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import io.millrace.api.config.Settings;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Operator;
import io.millrace.api.stream.StreamSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every operator must do, whatever it computes. A test of an operator extends this, says how to make the operator
 * and its frames, and inherits the checks; its own tests then only concern the arithmetic.
 *
 * <p>Frames are drawn from one seed, the same in every run unless {@code -Dmillrace.seed=...} gives another; it is
 * published with every run and part of every message.
 */
public abstract class OperatorContractTest extends OperatorFixture {

    private static final int SNAPSHOT_SLACK_BYTES = 1024;
    /** Frame, tensor and array header of one emitted tensor. */
    private static final int OBJECT_BYTES_PER_PART = 112;

    private static final int ALLOCATION_NOISE_BYTES = 1024;
    private static final String HOUSE_FORM = "(?s)[^:]+: [a-z-]+=.* \\(expected .+\\)";

    /** Makes the test; JUnit does. */
    protected OperatorContractTest() {}

    @Test
    void isFoundByItsName() {
        Operator<?> operator = harness(width()).operator();
        assertThat(OperatorHarness.named(operator.name()).operator()).hasSameClassAs(operator);
    }

    @Test
    void describesItself() {
        Operator<?> operator = harness(width()).operator();
        assertThat(operator.name()).matches("[a-z0-9]+(-[a-z0-9]+)*");
        assertThat(operator.summary()).isNotBlank().doesNotContain("\n");
        assertThat(operator.version()).isPositive();
        assertThat(Settings.describe(operator.settings()))
                .allSatisfy(s -> assertThat(s.help()).isNotBlank().doesNotContain("\n"));
    }

    @Test
    void twoRunsAreBitEqual() {
        for (int width : widths()) {
            List<Frame> frames = frames(width);
            assertThat(run(width, frames)).as(about(width)).isEqualTo(run(width, frames));
        }
    }

    @Test
    void emitsWhatItsContractPromises() {
        for (int width : widths()) {
            // The run itself compares every frame with the contract; here it must have had something to compare.
            assertThat(run(width, frames(width)).emitted())
                    .as(about(width))
                    .anySatisfy(list -> assertThat(list).isNotEmpty());
        }
    }

    @Test
    void doesNotDependOnHowTheStreamIsCut() {
        List<Frame> frames = frames(width());
        Random random = new Random(seed() + 1);
        Result expected = run(width(), frames);
        try (OperatorRun run = harness(width()).open()) {
            for (Frame frame : cutOtherwise(frames, random)) {
                feed(run, frame);
                if (random.nextInt(4) == 0) {
                    run.snapshot(); // A pause: the engine takes checkpoints between any two frames.
                }
            }
            assertThat(Result.of(run.flush())).as(about(width())).isEqualTo(expected);
        }
    }

    @Test
    void continuesFromASnapshotBitExactly() throws IOException {
        List<Frame> frames = frames(width());
        Result expected = run(width(), frames);
        Random random = new Random(seed() + 2);
        for (int trial = 0; trial < 12; trial++) {
            int cut = random.nextInt(frames.size() + 1);
            try (OperatorRun first = harness(width()).open();
                    OperatorRun second = harness(width()).open()) {
                frames.subList(0, cut).forEach(f -> feed(first, f));
                // The second run has a past of its own, which restoring must wipe out.
                frames.subList(0, random.nextInt(frames.size())).forEach(f -> feed(second, f));
                second.clear();
                second.restore(first.snapshot());
                frames.subList(cut, frames.size()).forEach(f -> feed(second, f));
                assertThat(Result.of(first).then(Result.of(second.flush())))
                        .as(about(width()) + ", cut=%d", cut)
                        .isEqualTo(expected);
            }
        }
    }

    /** A live change that changes nothing is not noticed; one to other values is tested by each operator that has them. */
    @Test
    void takesOverItsOwnStateBitExactly() throws IOException {
        List<Frame> frames = frames(width());
        int cut = frames.size() / 2 + 1;
        try (OperatorRun first = harness(width()).open();
                OperatorRun second = harness(width()).open()) {
            frames.subList(0, cut).forEach(f -> feed(first, f));
            second.takeOver(first.snapshot());
            frames.subList(cut, frames.size()).forEach(f -> feed(second, f));
            assertThat(Result.of(first).then(Result.of(second.flush())))
                    .as(about(width()) + ", cut=%d", cut)
                    .isEqualTo(run(width(), frames));
        }
    }

    @Test
    void refusesADamagedSnapshot() {
        try (OperatorRun run = harness(width()).open()) {
            frames(width()).forEach(f -> feed(run, f));
            byte[] snapshot = run.snapshot();
            for (int length = 0; length < snapshot.length; length += 1 + snapshot.length / 50) {
                byte[] damaged = Arrays.copyOf(snapshot, length);
                try (OperatorRun other = harness(width()).open()) {
                    assertThatCode(() -> other.restore(damaged))
                            .as("bytes=%d of %d", length, snapshot.length)
                            .isInstanceOf(IOException.class);
                }
            }
        }
    }

    @Test
    void resetEqualsFresh() {
        List<Frame> frames = frames(width());
        Result expected = run(width(), frames);
        try (OperatorRun run = harness(width()).open()) {
            byte[] fresh = run.snapshot();
            frames.subList(0, frames.size() / 2 + 1).forEach(f -> feed(run, f));
            run.reset();
            assertThat(run.snapshot()).as(about(width())).isEqualTo(fresh);
            frames.forEach(f -> feed(run, f));
            assertThat(Result.of(run.flush())).as(about(width())).isEqualTo(expected);
        }
    }

    @Test
    void emitsNothingForAnEmptyStream() {
        assertThat(run(width(), List.of()).emitted())
                .allSatisfy(list -> assertThat(list).isEmpty());
    }

    @Test
    void keepsTimeInOrderAndHonoursItsDelay() {
        for (int width : widths()) {
            try (OperatorRun run = harness(width).open()) {
                long delayNanos = run.contract().delayNanos();
                for (Frame frame : frames(width)) {
                    int[] before = counts(run);
                    feed(run, frame);
                    for (int o = 0; o < before.length; o++) {
                        requireTimes(run.emitted(o), before[o], frame.timeNanos() - delayNanos, about(width));
                    }
                }
            }
        }
    }

    private void requireTimes(List<Frame> emitted, int from, long expectedNanos, String about) {
        for (int i = from; i < emitted.size(); i++) {
            if (i > 0) {
                assertThat(emitted.get(i).timeNanos())
                        .as(about)
                        .isGreaterThanOrEqualTo(emitted.get(i - 1).timeNanos());
                assertThat(emitted.get(i).sequence())
                        .as(about)
                        .isGreaterThan(emitted.get(i - 1).sequence());
            }
            if (timesFollowInputs()) {
                assertThat(emitted.get(i).timeNanos())
                        .as(about + ", output " + i)
                        .isEqualTo(expectedNanos);
            }
        }
    }

    @Test
    void survivesValuesThatNoSensorSends() {
        Random random = new Random(seed() + 3);
        try (OperatorRun run = harness(width()).open()) {
            for (Frame frame : frames(width())) {
                Frame hostile = random.nextInt(3) == 0 ? Hostile.values(frame, random) : frame;
                assertThatCode(() -> feed(run, hostile)).as(about(width())).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void statesItsMemory() {
        for (int width : widths()) {
            try (OperatorRun run = harness(width).open()) {
                frames(width).forEach(f -> feed(run, f));
                long stateBytes = run.contract().stateBytes();
                // A snapshot also holds the lengths of its arrays, an eighth at most, and some counters.
                assertThat((long) run.snapshot().length)
                        .as(about(width))
                        .isLessThanOrEqualTo(stateBytes + stateBytes / 8 + SNAPSHOT_SLACK_BYTES);
            }
        }
    }

    @Test
    void allocatesNothingButWhatItEmits() {
        List<Frame> frames = frames(width());
        try (OperatorRun run = harness(width()).open()) {
            AllocationEmitter emitter = new AllocationEmitter();
            long excess = Long.MAX_VALUE;
            // The first rounds run interpreted and load classes; the least of the later ones is the steady state.
            for (int round = 0; round < 8; round++) {
                long allowed = (long) allowedBytesPerFrame() * frames.size() + ALLOCATION_NOISE_BYTES;
                emitter.restart();
                long before = allocatedBytes();
                for (int i = 0; i < frames.size(); i++) {
                    run.processor().process(input(i), frames.get(i), emitter);
                }
                long allocated = allocatedBytes() - before;
                long emitted = emitter.payloadBytes() + emitter.parts() * OBJECT_BYTES_PER_PART;
                excess = Math.min(excess, allocated - emitted - allowed);
                run.processor().reset();
            }
            assertThat(excess)
                    .as("bytes allocated beyond %d a frame and the frames emitted", allowedBytesPerFrame())
                    .isNotPositive();
        }
    }

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    @Test
    void notesProblemsForInputsItCannotTakeAndOpensWithThoseItCan() {
        OperatorHarness<?> bare = harness(width()).withoutInputs();
        assertThat(bare.problems()).as("without inputs").isNotEmpty();
        int refused = 0;
        for (List<StreamSpec> specs : Hostile.inputs()) {
            OperatorHarness<?> harness = bare;
            for (StreamSpec spec : specs) {
                harness = harness.in(spec);
            }
            List<String> problems = harness.problems();
            assertThat(problems)
                    .as("inputs %s", specs)
                    .allSatisfy(p -> assertThat(p).matches(HOUSE_FORM));
            if (problems.isEmpty()) {
                harness.open().close();
            }
            refused += problems.isEmpty() ? 0 : 1;
        }
        assertThat(refused).as("inputs of another type that were refused").isPositive();
    }

    private static int[] counts(OperatorRun run) {
        int[] counts = new int[run.contract().outputs().size()];
        for (int o = 0; o < counts.length; o++) {
            counts[o] = run.emitted(o).size();
        }
        return counts;
    }
}
