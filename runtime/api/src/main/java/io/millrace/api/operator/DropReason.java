package io.millrace.api.operator;

/**
 * Why a frame was not passed on. Declared as a constant by whoever drops, so that counting compares references only.
 *
 * @param word kebab-case word for metrics, reports and screens: {@code odd-count}
 * @param isFault whether what the operator made of the frame is at fault, rather than the frame: a model that answers with
 *     NaN. A live change whose first frame ends so is rolled back
 */
public record DropReason(String word, boolean isFault) {

    /** The queue was full and the edge's policy is {@code drop-oldest}. */
    public static final DropReason QUEUE_FULL_OLDEST = new DropReason("queue-full-oldest");

    /** The queue was full and the edge's policy is {@code drop-newest}. */
    public static final DropReason QUEUE_FULL_NEWEST = new DropReason("queue-full-newest");

    /** A newer frame made this one obsolete: the edge's policy is {@code latest}. */
    public static final DropReason SUPERSEDED = new DropReason("superseded");

    /** The run was cancelled, or a stage stopped, with the frame still queued. */
    public static final DropReason CANCELLED = new DropReason("cancelled");

    /** The processor threw and its policy is to drop the frame. */
    public static final DropReason PROCESSOR_FAILED = new DropReason("processor-failed");

    /** The frame came later than one already passed on. */
    public static final DropReason OUT_OF_ORDER = new DropReason("out-of-order");

    /** The frame was older than the node's deadline when its turn came. */
    public static final DropReason STALE = new DropReason("stale");

    /** The processor had failed and was waiting to be opened again. */
    public static final DropReason RESTARTING = new DropReason("restarting");

    /** The sink had failed and its policy is to go on without it. */
    public static final DropReason DETACHED = new DropReason("detached");

    /**
     * Checks the word.
     *
     * @param word kebab-case word
     * @param isFault whether what the operator made of the frame is at fault
     * @throws IllegalArgumentException if it has other characters than a-z, 0-9 and hyphens
     */
    public DropReason {
        if (!word.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("drop reason is not a word: word=" + word + " (expected kebab-case)");
        }
    }

    /**
     * A reason that lies in the frame, or in its being late or too many.
     *
     * @param word kebab-case word
     */
    public DropReason(String word) {
        this(word, false);
    }

    /**
     * A reason that lies in what the operator made of the frame.
     *
     * @param word kebab-case word
     * @return the reason
     */
    public static DropReason fault(String word) {
        return new DropReason(word, true);
    }

    @Override
    public String toString() {
        return word;
    }
}
