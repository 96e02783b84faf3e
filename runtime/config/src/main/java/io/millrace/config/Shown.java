package io.millrace.config;

import io.millrace.api.config.ConfigValue;

/** Values as messages show them: short, on one line. */
final class Shown {

    private static final int MAX_LENGTH = 40;

    private Shown() {}

    static String of(ConfigValue value) {
        if (value instanceof ConfigValue.Scalar scalar) {
            return of(scalar.text());
        }
        return value instanceof ConfigValue.Sequence ? "a list" : "a mapping";
    }

    static String of(String text) {
        String line = text.replaceAll("\\s+", " ");
        if (line.codePointCount(0, line.length()) <= MAX_LENGTH) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, MAX_LENGTH)) + "...";
    }
}
