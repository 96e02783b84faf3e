package io.millrace.transport.files;

/**
 * How fast a recording is played.
 *
 * @param factor times the recorded speed; infinite for as fast as it goes
 */
public record ReplaySpeed(double factor) {

    /** As taken. */
    public static final ReplaySpeed RECORDED = new ReplaySpeed(1);

    /** As fast as it goes. */
    public static final ReplaySpeed MAX = new ReplaySpeed(Double.POSITIVE_INFINITY);

    /**
     * Reads {@code recorded}, {@code max} or a factor such as {@code 4x}.
     *
     * @param text the form
     * @return the speed
     * @throws IllegalArgumentException if the text has another form
     */
    public static ReplaySpeed parse(String text) {
        if (text.equals("recorded")) {
            return RECORDED;
        }
        if (text.equals("max")) {
            return MAX;
        }
        if (text.matches("\\d{1,6}(\\.\\d{1,6})?x?")) {
            double factor = Double.parseDouble(text.replace("x", ""));
            if (factor > 0) {
                return new ReplaySpeed(factor);
            }
        }
        throw new IllegalArgumentException(
                "speed not understood: speed=" + text + " (expected recorded, max or a factor such as 4x)");
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return isMax() ? "max" : factor == 1 ? "recorded" : factor + "x";
    }

    /**
     * Whether nothing waits.
     *
     * @return true for {@link #MAX}
     */
    public boolean isMax() {
        return factor == Double.POSITIVE_INFINITY;
    }

    /**
     * When something is due at this speed.
     *
     * @param recordedNanos when it was due at the recorded speed
     * @return when it is due now, ns
     */
    public long scaled(long recordedNanos) {
        return isMax() ? 0 : Math.round(recordedNanos / factor);
    }
}
