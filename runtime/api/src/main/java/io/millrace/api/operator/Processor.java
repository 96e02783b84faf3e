package io.millrace.api.operator;

import io.millrace.api.frame.Frame;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * The state machine of one operator in one run.
 *
 * <p>Life cycle: opened by {@link Operator#open}, any number of {@link #process}, at the end of a finite input one
 * {@link #flush}, then {@link #close}. The engine calls it from one thread at a time; the thread may change between
 * calls, with a happens-before edge. A processor that throws is treated by its {@code on-failure} policy.
 *
 * <p>State is everything that outlives a call: {@link #snapshot} writes all of it, {@link #restore} makes a processor
 * opened with the same settings continue bit-identically, {@link #reset} returns it to just opened.
 */
public interface Processor extends AutoCloseable {

    /**
     * Takes a frame.
     *
     * @param input 0-based input it came by, in the order of the contract
     * @param frame the frame, to be read only
     * @param out takes results and refusals
     */
    void process(int input, Frame frame, Emitter out);

    /**
     * Takes note that one of several inputs has ended; called for each, for the last right before {@link #flush}.
     *
     * @param input 0-based input
     * @param out takes results
     */
    default void ended(int input, Emitter out) {}

    /**
     * Emits what is held back, because no further frame will come.
     *
     * @param out takes results
     */
    default void flush(Emitter out) {}

    /** Forgets everything: the state is that of a processor just opened. */
    default void reset() {}

    /**
     * Writes the whole state.
     *
     * @param out where to
     * @throws IOException if writing fails
     */
    default void snapshot(DataOutput out) throws IOException {}

    /**
     * Takes over a state written by {@link #snapshot} of a processor with the same settings and operator version.
     *
     * @param in where from
     * @throws IOException if reading fails or the state does not fit
     */
    default void restore(DataInput in) throws IOException {}

    /**
     * Takes over the state of a processor that runs with other live settings, and that this one is about to replace. What
     * the new settings decide anew, a threshold computed from them, is not taken over.
     *
     * @param in where from, written by {@link #snapshot} of the same operator and version; need not be read to its end
     * @throws IOException if reading fails or the state does not fit: then the other one goes on
     */
    default void takeOver(DataInput in) throws IOException {
        restore(in);
    }

    /**
     * The numbers it keeps about its work, the same list for as long as it is open.
     *
     * @return gauges, each with a name of its own
     */
    default List<Gauge> gauges() {
        return List.of();
    }

    /**
     * How many frames of an input it holds for later, having said so by {@link Emitter#hold}.
     *
     * @param input 0-based input
     * @return frames, 0 for all that deal with a frame when they get it
     */
    default int heldFrames(int input) {
        return 0;
    }

    /** Frees what it holds outside the heap. Called once, also after a failure. */
    @Override
    default void close() {}
}
