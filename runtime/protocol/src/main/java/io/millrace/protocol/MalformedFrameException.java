package io.millrace.protocol;

import java.io.IOException;

/** Thrown for a message that is not a frame: what is wrong, what was found and what was expected. */
public final class MalformedFrameException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * A refusal.
     *
     * @param message what is wrong
     */
    public MalformedFrameException(String message) {
        super(message);
    }

    /**
     * A refusal because of another.
     *
     * @param message what is wrong
     * @param cause what found it
     */
    public MalformedFrameException(String message, Throwable cause) {
        super(message, cause);
    }
}
