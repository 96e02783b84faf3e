package io.millrace.api.operator;

import io.millrace.api.frame.Frame;
import org.jspecify.annotations.Nullable;

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

    /**
     * Says that the frame being processed is kept for later: it stays in flight on the edge it came by until
     * {@link #settle} says what became of it. Call it at most once a frame, and only if {@link Processor#heldFrames} tells of
     * it from then on.
     */
    default void hold() {
        throw new UnsupportedOperationException("frames cannot be held here (expected an emitter that counts them)");
    }

    /**
     * Says what became of frames that were held, the oldest of the input first.
     *
     * @param input 0-based input they came by
     * @param reason why they were dropped, one of those the contract declares; null if they were used
     * @param count how many, 1 or more
     */
    default void settle(int input, @Nullable DropReason reason, int count) {
        throw new UnsupportedOperationException("frames cannot be held here (expected an emitter that counts them)");
    }
}
