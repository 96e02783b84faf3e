package io.millrace.profiles;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Durations;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single figures of a profile file; what cannot be read becomes a problem and null. */
final class Figures {

    static final Pattern WORD = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    static final String WORD_FORM = "a lower-case word with hyphens";

    private static final Pattern CORES = Pattern.compile("[1-9][0-9]{0,3}");
    static final Pattern DURATION = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})? ?(ns|us|ms|s|m|h)");
    private static final Pattern CLOCK = Pattern.compile("([1-9][0-9]{0,3}(?:\\.[0-9]{1,3})?) ?([MG])Hz");
    private static final int MAX_CORES = 1024;

    private static final Pattern BIT_RATE = Pattern.compile("([1-9][0-9]{0,3}(?:\\.[0-9]{1,3})?) ?([kMG])bit/s");
    private static final Pattern RATE = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?) ?(k?)Hz");
    private static final Pattern WHOLE = Pattern.compile("0|[1-9][0-9]{0,8}");

    private final ConfigValue.Mapping file;
    private final String prefix;
    private final Problems problems;

    Figures(ConfigValue.Mapping file, Problems problems) {
        this(file, "", problems);
    }

    /** Of a part of a file, whose keys are called with the prefix: {@code network.}. */
    Figures(ConfigValue.Mapping file, String prefix, Problems problems) {
        this.file = file;
        this.prefix = prefix;
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

    @Nullable Long bitsPerSecond(String key) {
        return scalar(key, "a rate such as 100 Mbit/s or 1 Gbit/s", text -> {
            Matcher matcher = BIT_RATE.matcher(text);
            return matcher.matches()
                    ? new BigDecimal(matcher.group(1))
                            .scaleByPowerOfTen(
                                    switch (matcher.group(2)) {
                                        case "k" -> 3;
                                        case "M" -> 6;
                                        default -> 9;
                                    })
                            .longValueExact()
                    : null;
        });
    }

    /** A rate of samples or records; never 0. */
    @Nullable Double rateHz(String key) {
        return scalar(key, "a rate above 0 such as 100 Hz or 16 kHz", text -> {
            Matcher matcher = RATE.matcher(text);
            double hz = matcher.matches()
                    ? new BigDecimal(matcher.group(1))
                            .scaleByPowerOfTen(matcher.group(2).isEmpty() ? 0 : 3)
                            .doubleValue()
                    : 0;
            return hz > 0 ? Double.valueOf(hz) : null;
        });
    }

    @Nullable Integer whole(String key, int min, int max) {
        return scalar(key, "a whole number " + min + ".." + max, text -> {
            Integer number = WHOLE.matcher(text).matches() ? Integer.valueOf(text) : null;
            return number == null || number < min || number > max ? null : number;
        });
    }

    @Nullable Boolean truth(String key) {
        return scalar(key, "true or false", text -> switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        });
    }

    @Nullable String choice(String key, List<String> known) {
        ConfigValue value = file.entries().get(key);
        String near = value == null ? "" : value.toString();
        return scalar(key, Words.oneOf(near, known), text -> known.contains(text) ? text : null);
    }

    /** Words of a list, each once and each one of those known. */
    @Nullable List<String> choices(String key, List<String> known) {
        List<String> words = words(key);
        if (words == null) {
            return null;
        }
        for (String word : words) {
            if (!known.contains(word)) {
                refuse(key, Objects.requireNonNull(file.entries().get(key)), "words of " + known);
                return null;
            }
        }
        return words;
    }

    /** A part of the file; null if there is none, or it is no mapping, which is noted. */
    ConfigValue.@Nullable Mapping part(String key, String form) {
        ConfigValue value = file.entries().get(key);
        if (value == null || value instanceof ConfigValue.Mapping) {
            return (ConfigValue.Mapping) value;
        }
        refuse(key, value, form);
        return null;
    }

    void refuseUnknown(List<String> known) {
        file.entries().forEach((key, value) -> {
            if (!known.contains(key)) {
                problems.add(
                        value.location(),
                        "unknown key: key=" + prefix + key + " (expected " + Words.oneOf(key, known) + ")");
            }
        });
    }

    void require(List<String> keys) {
        for (String key : keys) {
            if (!file.entries().containsKey(key)) {
                problems.add(file.location(), "key is missing: key=" + prefix + key + " (expected " + key + ")");
            }
        }
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
        problems.add(
                value.location(), "value not understood: " + prefix + key + "=" + value + " (expected " + form + ")");
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
