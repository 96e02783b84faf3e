package io.millrace.cli.view;

import io.millrace.api.frame.Frame;

/** Gets what the {@code terminal} sinks of a run take. Frames of one sink come from one thread. */
public interface FrameListener {

    /**
     * A sink is open.
     *
     * @param settings its settings
     */
    default void opened(TerminalSettings settings) {}

    /**
     * A frame has come to its end.
     *
     * @param port name of the source or node it comes from
     * @param frame the frame
     */
    void frame(String port, Frame frame);
}
