package io.millrace.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param what the thing
 * @param verdict whether it is as it should be
 * @param found what was found, and what to do about it if there is something to do
 */
public record Finding(String what, Verdict verdict, String found) {

    /** Whether a thing is as it should be. */
    public enum Verdict {
        /** As it should be. */
        OK,
        /** Works, but something is slower or not there. */
        NOTE,
        /** Something will not work. */
        BAD
    }

    static Finding ok(String what, String found) {
        return new Finding(what, Verdict.OK, found);
    }

    static Finding note(String what, String found) {
        return new Finding(what, Verdict.NOTE, found);
    }

    static Finding bad(String what, String found) {
        return new Finding(what, Verdict.BAD, found);
    }
}
