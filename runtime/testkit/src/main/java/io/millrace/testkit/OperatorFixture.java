package io.millrace.testkit;

import io.millrace.api.frame.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;

/** What a test says of its operator, so that {@link OperatorContractTest} can hold it to its contract. */
public abstract class OperatorFixture {

    private static final long DEFAULT_SEED = 20_261_124L;

    private final long seed = Long.getLong("millrace.seed", DEFAULT_SEED);

    /** Makes the fixture; JUnit does. */
    protected OperatorFixture() {}

    /**
     * The operator with settings and inputs, as a pipeline would have it.
     *
     * @param width one of {@link #widths}: elements of the input frames, where the operator allows several
     * @return the harness
     */
    protected abstract OperatorHarness<?> harness(int width);

    /**
     * An input frame. All randomness must come from {@code random}; sequence and time must rise with {@code sequence}.
     *
     * @param width one of {@link #widths}
     * @param sequence number of the frame, from 0
     * @param random seeded generator
     * @return the frame
     */
    protected abstract Frame frame(int width, long sequence, Random random);

    /**
     * The widths to test; the first is used where one is enough.
     *
     * @return at least one
     */
    protected List<Integer> widths() {
        return List.of(1, 4, 6, 8, 13, 16, 25, 207);
    }

    /**
     * How many frames a test feeds: enough for every buffer to fill several times.
     *
     * @return number of frames
     */
    protected int frameCount() {
        return 400;
    }

    /**
     * Which input a frame goes to.
     *
     * @param sequence number of the frame
     * @return 0-based input
     */
    protected int input(long sequence) {
        return 0;
    }

    /**
     * The same stream cut otherwise, for operators that read a stream of bytes.
     *
     * @param frames the stream
     * @param random seeded generator
     * @return the same content in other frames; the frames themselves where a frame is a unit
     */
    protected List<Frame> cutOtherwise(List<Frame> frames, Random random) {
        return frames;
    }

    /**
     * Whether the time of each output is that of the newest input less the declared delay. Decoders, which read the time
     * from the record, say no.
     *
     * @return true unless overridden
     */
    protected boolean timesFollowInputs() {
        return true;
    }

    /**
     * Bytes that the operator may allocate for one input frame beside what it emits.
     *
     * @return 0 unless overridden
     */
    protected int allowedBytesPerFrame() {
        return 0;
    }

    /**
     * The seed of this run.
     *
     * @return seed for generators
     */
    protected final long seed() {
        return seed;
    }

    /**
     * The frames that the inherited tests feed.
     *
     * @param width one of {@link #widths}
     * @return {@link #frameCount} frames
     */
    protected final List<Frame> frames(int width) {
        Random random = new Random(seed);
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < frameCount(); i++) {
            frames.add(frame(width, i, random));
        }
        return frames;
    }

    @BeforeEach
    void publishSeed(TestReporter reporter) {
        reporter.publishEntry("millrace.seed", Long.toString(seed));
    }

    final int width() {
        return widths().get(0);
    }

    final String about(int width) {
        return "seed=" + seed + ", width=" + width;
    }

    final void feed(OperatorRun run, Frame frame) {
        run.feed(input(frame.sequence()), frame);
    }

    final Result run(int width, List<Frame> frames) {
        try (OperatorRun run = harness(width).open()) {
            frames.forEach(f -> feed(run, f));
            return Result.of(run.flush());
        }
    }
}
