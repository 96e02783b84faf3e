package io.millrace.inference.delta;

/** A model that cannot be run this way; the message says why. */
public final class UnsupportedModelException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param message in the form of all messages
     */
    public UnsupportedModelException(String message) {
        super(message);
    }

    /**
     * Says why.
     *
     * @param message in the form of all messages
     * @param cause what failed
     */
    public UnsupportedModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
