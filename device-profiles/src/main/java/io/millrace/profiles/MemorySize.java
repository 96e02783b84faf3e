package io.millrace.profiles;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as users write them: a whole number and a binary unit, {@code 512 MiB}. */
final class MemorySize {

    static final String FORM = "a whole number with KiB, MiB or GiB, such as 512 MiB";

    private static final Pattern PATTERN = Pattern.compile("(0|[1-9][0-9]{0,8}) ?([KMG])iB");

    private MemorySize() {}

    /** Returns bytes; nine digits of GiB stay below 2^63. */
    static long parse(String text) {
        Matcher matcher = PATTERN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("memory not understood: memory=" + text + " (expected " + FORM + ")");
        }
        int shift = switch (matcher.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            default -> 30;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }
}
