package io.millrace.cli;

/** Says that what the user asked for cannot be done as asked; the message says what would be. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes it.
     *
     * @param message what is wrong, with what was found and what is expected
     */
    public UsageException(String message) {
        super(message);
    }
}
