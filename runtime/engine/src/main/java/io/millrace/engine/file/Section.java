package io.millrace.engine.file;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Durations;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.InputDef;
import io.millrace.api.graph.Limits;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One named entry under sources, nodes or sinks: reads the keys they have in common. */
final class Section {

    private final String name;
    private final ConfigValue.Mapping content;
    private final Problems problems;

    Section(String name, ConfigValue.Mapping content, Problems problems) {
        this.name = name;
        this.content = content;
        this.problems = problems;
    }

    String name() {
        return name;
    }

    Location location() {
        return content.location();
    }

    /** What is left when the keys that the file format knows are taken away: an operator's or transport's settings. */
    ConfigValue.Mapping settings(List<String> known) {
        return content.without(known);
    }

    @Nullable ConfigValue value(String key) {
        return content.entries().get(key);
    }

    @Nullable String word(String key) {
        ConfigValue value = value(key);
        if (value == null || value instanceof ConfigValue.Scalar) {
            return value == null ? null : value.toString();
        }
        problems.add(value.location(), "value not understood: " + key + "=" + value + " (expected a word)");
        return null;
    }

    <T> T parsed(String key, T orElse, Function<String, T> parse) {
        return parsed(key, orElse, orElse, parse);
    }

    /** With a stand-in for what is written but wrong, which checks that come later may tell from a default. */
    <T> T parsed(String key, T orElse, T standIn, Function<String, T> parse) {
        String text = word(key);
        if (text == null) {
            return orElse;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            ConfigValue value = value(key);
            problems.add(value == null ? location() : value.location(), String.valueOf(e.getMessage()));
            return standIn;
        }
    }

    <E extends Enum<E>> E constant(String key, E orElse, Class<E> type) {
        return parsed(key, orElse, text -> constant(key, text, type));
    }

    OnFailure onFailure() {
        return parsed("on-failure", OnFailure.DEFAULT, OnFailure::parse);
    }

    /** How old a frame may be, and how many may be under way. */
    Limits limits() {
        Limits limits = parsed("deadline", Limits.NONE, Section::deadline);
        String frames = word("max-in-flight");
        String until = word("until");
        if (frames == null && until == null) {
            return limits;
        }
        return parsed(frames == null ? "until" : "max-in-flight", limits, text -> {
            int most = frames == null ? 0 : wholeNumber("max-in-flight", frames, Integer.MAX_VALUE);
            return new Limits(limits.deadline(), most, until);
        });
    }

    private static Limits deadline(String text) {
        Duration age = Durations.parse(text);
        if (age.isZero()) {
            throw new IllegalArgumentException("deadline out of range: deadline=" + text + " (expected more than 0)");
        }
        return Limits.NONE.withDeadline(age);
    }

    /** Both keys or none: a queue has a policy and a size, and neither has a default. */
    @Nullable EdgePolicy policy() {
        String overflow = word("overflow");
        String capacity = word("capacity");
        if (overflow == null && capacity == null) {
            return null;
        }
        if (overflow == null || capacity == null) {
            problems.add(
                    location(),
                    "queue is half described: name=" + name + ", overflow=" + overflow + ", capacity=" + capacity
                            + " (expected both overflow and capacity, or neither)");
            return new EdgePolicy(Overflow.BLOCK, 1);
        }
        Overflow action = parsed("overflow", Overflow.BLOCK, text -> constant("overflow", text, Overflow.class));
        return parsed(
                "capacity",
                new EdgePolicy(action, 1),
                text -> new EdgePolicy(action, wholeNumber("capacity", text, EdgePolicy.MAX_CAPACITY)));
    }

    List<InputDef> inputs() {
        ConfigValue in = value("in");
        List<InputDef> inputs = new ArrayList<>();
        if (in instanceof ConfigValue.Scalar one) {
            inputs.add(new InputDef("in", one.text(), one.location()));
        } else if (in instanceof ConfigValue.Sequence several) {
            List<ConfigValue> items = several.items();
            for (int i = 0; i < items.size(); i++) {
                inputs.add(new InputDef(
                        items.size() == 1 ? "in" : "in-" + i,
                        items.get(i).toString(),
                        items.get(i).location()));
            }
        } else if (in instanceof ConfigValue.Mapping named) {
            for (Map.Entry<String, ConfigValue> entry : named.entries().entrySet()) {
                inputs.add(new InputDef(
                        entry.getKey(),
                        entry.getValue().toString(),
                        entry.getValue().location()));
            }
        }
        return inputs;
    }

    private static int wholeNumber(String key, String text, int most) {
        try {
            return Integer.parseInt(text.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "value not understood: " + key + "=" + text + " (expected a whole number 1.." + most + ")", e);
        }
    }

    private static <E extends Enum<E>> E constant(String key, String text, Class<E> type) {
        List<String> words =
                Arrays.stream(type.getEnumConstants()).map(Words::of).toList();
        int index = words.indexOf(text);
        if (index < 0) {
            throw new IllegalArgumentException(
                    "value not understood: " + key + "=" + text + " (expected " + Words.oneOf(text, words) + ")");
        }
        return type.getEnumConstants()[index];
    }
}
