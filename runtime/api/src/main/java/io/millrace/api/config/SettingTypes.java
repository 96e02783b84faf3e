package io.millrace.api.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types that a setting may have: how each is read, described and printed. */
final class SettingTypes {

    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d{1,4})?");

    private SettingTypes() {}

    static @Nullable Object parse(SettingInfo info, ConfigValue value, Problems problems) {
        try {
            if (isGroup(info.type())) {
                return group(info, value, problems);
            }
            Object parsed = isList(info.type()) ? list(info, value) : scalar(info, info.type(), value);
            return parsed;
        } catch (IllegalArgumentException e) {
            problems.add(
                    value.location(),
                    "value not understood: " + info.key() + "=" + value + " (expected " + describe(info) + ")");
            return null;
        }
    }

    static @Nullable Object parseDefault(SettingInfo info, Location location, Problems problems) {
        return parse(info, written(info, info.orElse(), location), problems);
    }

    /** A value in one line as a value of a file: {@code a, b} or {@code [a, b]} for a list. */
    static ConfigValue written(SettingInfo info, String text, Location location) {
        if (!isList(info.type())) {
            return new ConfigValue.Scalar(text, location);
        }
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String inner = bracketed ? text.substring(1, text.length() - 1) : text;
        List<ConfigValue> items = Arrays.stream(inner.split(",", -1))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .map(s -> (ConfigValue) new ConfigValue.Scalar(s, location))
                .toList();
        return new ConfigValue.Sequence(items, location);
    }

    static String describe(SettingInfo info) {
        String what = describe(info.type());
        boolean hasMin = info.min() != Double.NEGATIVE_INFINITY;
        boolean hasMax = info.max() != Double.POSITIVE_INFINITY;
        if (hasMin && hasMax) {
            return what + " " + number(info.min()) + ".." + number(info.max());
        }
        if (hasMin) {
            return what + ", at least " + number(info.min());
        }
        return hasMax ? what + ", at most " + number(info.max()) : what;
    }

    static String print(Object value) {
        if (value instanceof Enum<?> constant) {
            return Words.of(constant);
        }
        if (value instanceof Duration duration) {
            return Durations.print(duration);
        }
        if (value instanceof Record group) {
            return "{" + String.join(", ", Settings.print(group)) + "}";
        }
        return String.valueOf(value);
    }

    private static String describe(Type type) {
        if (isList(type)) {
            return "a list of " + describe(elementType(type));
        }
        if (isGroup(type)) {
            return Settings.describe(asGroup(type)).stream()
                    .map(SettingInfo::key)
                    .collect(Collectors.joining(", ", "{ ", " }"));
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return Arrays.stream(raw.getEnumConstants())
                    .map(c -> Words.of((Enum<?>) c))
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (raw == int.class || raw == long.class || raw == Integer.class) {
            return "a whole number";
        }
        if (raw == float.class || raw == double.class || raw == Double.class) {
            return "a number";
        }
        if (raw == boolean.class) {
            return "true or false";
        }
        if (raw == Duration.class) {
            return "a duration such as 20ms";
        }
        return raw == Path.class ? "a path" : "a word";
    }

    /** A group of settings within the settings, itself a record; its problems are noted at their own places. */
    private static @Nullable Object group(SettingInfo info, ConfigValue value, Problems problems) {
        if (!(value instanceof ConfigValue.Mapping mapping)) {
            throw new IllegalArgumentException("not a mapping");
        }
        return Settings.bind(asGroup(info.type()), mapping, problems);
    }

    private static boolean isGroup(Type type) {
        return type instanceof Class<?> raw && raw.isRecord();
    }

    private static Class<? extends Record> asGroup(Type type) {
        return ((Class<?>) type).asSubclass(Record.class);
    }

    private static Object list(SettingInfo info, ConfigValue value) {
        if (!(value instanceof ConfigValue.Sequence sequence)) {
            throw new IllegalArgumentException("not a list");
        }
        List<Object> items = new ArrayList<>();
        for (ConfigValue item : sequence.items()) {
            items.add(scalar(info, elementType(info.type()), item));
        }
        return List.copyOf(items);
    }

    private static Object scalar(SettingInfo info, Type type, ConfigValue value) {
        if (!(value instanceof ConfigValue.Scalar scalar)) {
            throw new IllegalArgumentException("not a scalar");
        }
        String text = scalar.text();
        if (type == int.class || type == Integer.class) {
            return (int) inRange(info, Integer.parseInt(text.replace("_", "")));
        }
        if (type == long.class) {
            long parsed = Long.parseLong(text.replace("_", ""));
            inRange(info, (double) parsed);
            return parsed;
        }
        if (type == float.class) {
            return (float) number(info, text, Float.MAX_VALUE);
        }
        if (type == double.class || type == Double.class) {
            return number(info, text, Double.MAX_VALUE);
        }
        if (type == boolean.class) {
            return truth(text);
        }
        if (type == Duration.class) {
            return Durations.parse(text);
        }
        if (type == Path.class) {
            return resolve(text, scalar.location());
        }
        return ((Class<?>) type).isEnum() ? constant((Class<?>) type, text) : text;
    }

    private static Path resolve(String text, Location location) {
        Path path = Path.of(text);
        Path parent = location.line() > 0 ? Path.of(location.file()).getParent() : null;
        return parent == null ? path : parent.resolve(path);
    }

    /** A finite decimal number: Java's own reader would also take {@code Infinity}, {@code 0x1p3} and {@code 5d}. */
    private static double number(SettingInfo info, String text, double largest) {
        double value = DECIMAL.matcher(text).matches() ? Double.parseDouble(text) : Double.NaN;
        if (!(Math.abs(value) <= largest)) {
            throw new IllegalArgumentException("not a finite number");
        }
        return inRange(info, value);
    }

    private static double inRange(SettingInfo info, double value) {
        if (!(value >= info.min() && value <= info.max())) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    private static boolean truth(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException("not a truth value");
    }

    private static Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(c -> Words.of((Enum<?>) c).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such constant"));
    }

    private static boolean isList(Type type) {
        return type instanceof ParameterizedType parameterized && parameterized.getRawType() == List.class;
    }

    private static Type elementType(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
