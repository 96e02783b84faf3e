package io.millrace.cli.view;

/**
 * How much fits onto the screen.
 *
 * @param columns characters in a line
 * @param lines lines
 */
public record TerminalSize(int columns, int lines) {

    /** What to take where nothing is known. */
    public static final TerminalSize DEFAULT = new TerminalSize(100, 40);

    /**
     * Reads what the launcher found out.
     *
     * @param text {@code LINES COLUMNS}, as {@code stty size} prints it, or anything else
     * @return the size, the default if the text has another form
     */
    public static TerminalSize parse(String text) {
        if (!text.matches("[1-9]\\d{1,3} [1-9]\\d{1,3}")) {
            return DEFAULT;
        }
        String[] parts = text.split(" ", -1);
        return new TerminalSize(
                Math.max(40, Math.min(240, Integer.parseInt(parts[1]))), Math.max(12, Integer.parseInt(parts[0])));
    }
}
