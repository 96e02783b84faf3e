package io.millrace.api.config;

/**
 * A place in a file, or in code that built a graph.
 *
 * @param file name of the file as the user gave it, or {@code builder}
 * @param line line from 1, or 0 where lines make no sense
 */
public record Location(String file, int line) {

    /** The place of what was built in code. */
    public static final Location BUILDER = new Location("builder", 0);

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
