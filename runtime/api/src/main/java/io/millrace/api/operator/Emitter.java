package io.millrace.api.operator;

import io.millrace.api.frame.Frame;

/**
 * Where a processor puts its results. Valid only during the call it was handed to, on the same thread.
 */
public interface Emitter {

    /**
     * Passes a frame on at one output.
     *
     * @param output 0-based output, in the order of the contract
     * @param frame the frame; its payload must not be written to afterwards
     */
    void emit(int output, Frame frame);

    /**
     * Passes a frame on at the first output.
     *
     * @param frame the frame; its payload must not be written to afterwards
     */
    default void emit(Frame frame) {
        emit(0, frame);
    }

    /**
     * Says that the frame being processed is refused: it is counted by reason at the edge it came by. Call it at most
     * once a frame.
     *
     * @param reason why, one of those the contract declares
     */
    void drop(DropReason reason);
}
