package io.millrace.inference.delta;

/** Why delta layers do not cover a node; it stays dense. */
final class NotCovered extends Exception {

    private static final long serialVersionUID = 1L;

    NotCovered(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
