package io.millrace.kernels;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Everything a kernel remembers between calls, in a form that can be forgotten, stored and taken over.
 *
 * <p>A kernel that loads what an equally configured one saved continues with exactly the same bits.
 */
public interface KernelState {

    /**
     * The memory the state occupies, arrays only.
     *
     * @return bytes, at least 0, constant over the life of the kernel
     */
    long stateBytes();

    /** Forgets everything: the state is that of a kernel just constructed. */
    void reset();

    /**
     * Writes the whole state.
     *
     * @param out where to
     * @throws IOException if writing fails
     */
    void save(DataOutput out) throws IOException;

    /**
     * Takes over a state that {@link #save} of an equally configured kernel wrote. After a failure the state is
     * undefined until {@link #reset} or a successful load.
     *
     * @param in where from
     * @throws IOException if reading fails, or the state belongs to another configuration
     */
    void load(DataInput in) throws IOException;

    /**
     * Takes over a state that {@link #save} of a kernel wrote whose thresholds, gains or limits were others, but of which
     * nothing else was. What these decide is decided anew.
     *
     * @param in where from
     * @throws IOException if reading fails, or the state does not fit
     */
    default void loadChanged(DataInput in) throws IOException {
        load(in);
    }
}
