package io.millrace.inference;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the settings written as {@code name=number}. */
final class Assignments {

    private Assignments() {}

    /** The numbers by name; what is malformed, repeated or names nothing known is refused. */
    static Map<String, Double> read(String key, List<String> written, Collection<String> known, Refusals refusals) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (String text : written) {
            int split = text.lastIndexOf('=');
            String name = text.substring(0, Math.max(0, split)).strip();
            Double number = number(text.substring(split + 1));
            if (split < 1 || number == null) {
                refusals.refuse("setting not understood", key + "=" + text, "name=number");
            } else if (!known.contains(name)) {
                refusals.refuse("model has no such name", key + "=" + text + ", names=" + known, "one of these");
            } else if (numbers.put(name, number) != null) {
                refusals.refuse("name is given twice", key + "=" + written + ", name=" + name, "once");
            }
        }
        return numbers;
    }

    private static @Nullable Double number(String text) {
        try {
            return Double.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
