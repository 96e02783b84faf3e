package io.millrace.cli.view;

/**
 * What a presence detector says.
 *
 * @param score how much the channel moves
 * @param threshold above which somebody is present; not a number while calibrating
 * @param state the decision
 */
public record Presence(float score, float threshold, State state) {

    /** The decision. */
    public enum State {
        /** The threshold is not known yet. */
        CALIBRATING,
        /** Nothing moves. */
        ABSENT,
        /** Somebody moves. */
        PRESENT
    }

    /**
     * Reads the three fields of a frame.
     *
     * @param fields score, threshold, state (-1 calibrating, 0 absent, 1 present)
     * @return the same with names
     */
    public static Presence of(float[] fields) {
        State state = fields[2] < 0 ? State.CALIBRATING : fields[2] > 0 ? State.PRESENT : State.ABSENT;
        return new Presence(fields[0], fields[1], state);
    }
}
