package io.millrace.cli.view;

/**
 * Colours of a terminal, or none of them.
 *
 * @param colour whether there are any
 */
record Style(boolean colour) {

    private static final String RESET = "\u001b[0m";

    String bold(String text) {
        return wrap("1", text);
    }

    String dim(String text) {
        return wrap("2", text);
    }

    String green(String text) {
        return wrap("32", text);
    }

    String yellow(String text) {
        return wrap("33", text);
    }

    String red(String text) {
        return wrap("31", text);
    }

    /** A word that cannot be overlooked: black on a colour, or in brackets. */
    String badge(int background, String word) {
        return colour ? "\u001b[1;30;48;5;" + background + "m " + word + " " + RESET : "[" + word + "]";
    }

    /** A cell with two colours, upper half and lower half. */
    String halves(int upper, int lower) {
        return "\u001b[38;5;" + upper + ";48;5;" + lower + "m▀";
    }

    String reset() {
        return colour ? RESET : "";
    }

    private String wrap(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + RESET : text;
    }
}
