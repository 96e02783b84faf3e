package io.millrace.profiles;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Durations;
import io.millrace.api.config.Problems;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single figures of a profile file; what cannot be read becomes a problem and null. */
final class Figures {

    static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    static final String WORD_FORM = "a lower-case word with hyphens";

    private static final Pattern CORES = Pattern.compile("[1-9][0-9]{0,3}");
    private static final Pattern DURATION = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})? ?(ns|us|ms|s|m|h)");
    private static final Pattern CLOCK = Pattern.compile("([1-9][0-9]{0,3}(?:\\.[0-9]{1,3})?) ?([MG])Hz");
    private static final int MAX_CORES = 1024;

    private final ConfigValue.Mapping file;
    private final Problems problems;

    Figures(ConfigValue.Mapping file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    @Nullable String text(String key) {
        return scalar(key, "some text", text -> text.isEmpty() ? null : text);
    }

    @Nullable String word(String key) {
        return scalar(key, WORD_FORM, text -> WORD.matcher(text).matches() ? text : null);
    }

    @Nullable Integer cores(String key) {
        return scalar(key, "a whole number 1.." + MAX_CORES, text -> {
            boolean fits = CORES.matcher(text).matches() && Integer.parseInt(text) <= MAX_CORES;
            return fits ? Integer.valueOf(text) : null;
        });
    }

    @Nullable Long memory(String key, long min) {
        String form = MemorySize.FORM + (min > 0 ? ", more than 0" : "");
        return scalar(key, form, text -> {
            long bytes = MemorySize.parse(text);
            return bytes < min ? null : Long.valueOf(bytes);
        });
    }

    @Nullable Long hertz(String key) {
        return scalar(key, "a clock such as 1.4 GHz or 600 MHz", text -> {
            Matcher matcher = CLOCK.matcher(text);
            return matcher.matches()
                    ? new BigDecimal(matcher.group(1))
                            .scaleByPowerOfTen(matcher.group(2).equals("G") ? 9 : 6)
                            .longValueExact()
                    : null;
        });
    }

    @Nullable Long nanos(String key) {
        return scalar(
                key,
                "a duration such as 20ms",
                text -> DURATION.matcher(text).matches() ? Durations.parse(text).toNanos() : null);
    }

    @Nullable List<String> words(String key) {
        ConfigValue value = file.entries().get(key);
        if (value == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        boolean fits = value instanceof ConfigValue.Sequence;
        for (ConfigValue item : value instanceof ConfigValue.Sequence list ? list.items() : List.<ConfigValue>of()) {
            fits &= item instanceof ConfigValue.Scalar scalar
                    && WORD.matcher(scalar.text()).matches()
                    && !words.contains(scalar.text());
            words.add(item.toString());
        }
        if (!fits) {
            refuse(key, value, "a list of lower-case words, each once");
            return null;
        }
        return words;
    }

    private <T> @Nullable T scalar(String key, String form, Function<String, @Nullable T> read) {
        ConfigValue value = file.entries().get(key);
        if (value == null) {
            return null;
        }
        T result = null;
        try {
            result = value instanceof ConfigValue.Scalar scalar ? read.apply(scalar.text()) : null;
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Not of the form: refused below in the words of this file.
        }
        if (result == null) {
            refuse(key, value, form);
        }
        return result;
    }

    private void refuse(String key, ConfigValue value, String form) {
        problems.add(value.location(), "value not understood: " + key + "=" + value + " (expected " + form + ")");
    }

    /** The texts under a key that holds a mapping of texts; what is no text is noted and left out. */
    Map<String, ConfigValue> mapping(String key) {
        ConfigValue value = file.entries().get(key);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof ConfigValue.Mapping mapping) {
            return mapping.entries();
        }
        refuse(key, value, "a mapping from figures to where they come from");
        return Map.of();
    }
}
