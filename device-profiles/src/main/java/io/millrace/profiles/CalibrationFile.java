package io.millrace.profiles;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Durations;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Words;
import io.millrace.api.device.Calibration;
import io.millrace.api.device.Calibration.Arithmetic;
import io.millrace.api.device.Calibration.Bandwidth;
import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.device.Calibration.Spread;
import io.millrace.api.device.Calibration.Timed;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the part of a profile that {@code profile calibrate} writes. */
final class CalibrationFile {

    static final String KEY = "calibration";

    private static final double GIGA = 1e9;
    private static final Pattern COUNT = Pattern.compile("0|[1-9][0-9]{0,17}");
    private static final List<String> PARTS = List.of("arithmetic", "bandwidth", "call", "hop", "latency");
    private static final List<String> SPREAD = List.of("p50", "p99");
    private static final List<String> TIMED =
            List.of("operator", "kernel", "pace", "in", "settings", "macs", "bytes", "p50", "p99");

    private final Problems problems;

    CalibrationFile(Problems problems) {
        this.problems = problems;
    }

    /** Returns null if there is none, or if it is wrong and a problem was noted. */
    @Nullable Calibration read(@Nullable ConfigValue value) {
        if (value == null) {
            return null;
        }
        Map<String, ConfigValue> parts = mapping(KEY, value, PARTS, List.of());
        return new Calibration(
                list("arithmetic", parts, this::arithmetic),
                list("bandwidth", parts, this::bandwidth),
                spread("call", parts.get("call")),
                spread("hop", parts.get("hop")),
                list("latency", parts, this::timed));
    }

    private Arithmetic arithmetic(ConfigValue item) {
        List<String> keys = List.of("kernel", "width", "gflops");
        Map<String, ConfigValue> entries = mapping("arithmetic", item, keys, keys);
        return new Arithmetic(
                word(entries, "kernel", List.of("dense", "delta", "onnx")),
                (int) count(entries, "width", 1, 65_536),
                rate(entries, "gflops"));
    }

    private Bandwidth bandwidth(ConfigValue item) {
        List<String> keys = List.of("level", "gbytes-per-second");
        Map<String, ConfigValue> entries = mapping("bandwidth", item, keys, keys);
        return new Bandwidth(
                word(entries, "level", List.of("l1-data", "l2", "l3", "memory")), rate(entries, "gbytes-per-second"));
    }

    private Timed timed(ConfigValue item) {
        Map<String, ConfigValue> entries = mapping("latency", item, TIMED, TIMED);
        String pace = word(entries, "pace", List.of("busy", "paced"));
        return new Timed(
                text(entries, "operator"),
                word(entries, "kernel", List.of("java", "onnx", "delta")),
                pace.isEmpty() ? Pace.BUSY : Pace.valueOf(pace.toUpperCase(Locale.ROOT)),
                text(entries, "in"),
                text(entries, "settings"),
                count(entries, "macs", 0, Long.MAX_VALUE),
                count(entries, "bytes", 0, Long.MAX_VALUE),
                new Spread(nanos(entries, "p50"), nanos(entries, "p99")));
    }

    private Spread spread(String key, @Nullable ConfigValue value) {
        if (value == null) {
            return Spread.UNKNOWN;
        }
        Map<String, ConfigValue> entries = mapping(key, value, SPREAD, SPREAD);
        return new Spread(nanos(entries, "p50"), nanos(entries, "p99"));
    }

    private <T> List<T> list(String key, Map<String, ConfigValue> parts, Function<ConfigValue, T> read) {
        ConfigValue value = parts.get(key);
        List<T> list = new ArrayList<>();
        if (value instanceof ConfigValue.Sequence sequence) {
            sequence.items().forEach(item -> list.add(read.apply(item)));
        } else if (value != null) {
            refuse(key, value, "a list");
        }
        return list;
    }

    private Map<String, ConfigValue> mapping(String key, ConfigValue value, List<String> known, List<String> required) {
        if (!(value instanceof ConfigValue.Mapping mapping)) {
            refuse(key, value, "a mapping with " + known);
            return Map.of();
        }
        mapping.entries().forEach((name, entry) -> {
            if (!known.contains(name)) {
                problems.add(
                        entry.location(), "unknown key: key=" + name + " (expected " + Words.oneOf(name, known) + ")");
            }
        });
        for (String name : required) {
            if (!mapping.entries().containsKey(name)) {
                problems.add(
                        mapping.location(), "key is missing: key=" + key + "." + name + " (expected " + name + ")");
            }
        }
        return mapping.entries();
    }

    private String word(Map<String, ConfigValue> entries, String key, List<String> words) {
        String form = "one of " + words;
        return scalar(entries, key, form, "", text -> words.contains(text) ? text : null);
    }

    private String text(Map<String, ConfigValue> entries, String key) {
        boolean isOperator = key.equals("operator");
        return scalar(entries, key, "some text", "", text -> isOperator && text.isEmpty() ? null : text);
    }

    private long count(Map<String, ConfigValue> entries, String key, long min, long max) {
        return scalar(entries, key, "a whole number from " + min, 0L, text -> {
            long count = COUNT.matcher(text).matches() ? Long.parseLong(text) : -1;
            return count < min || count > max ? null : Long.valueOf(count);
        });
    }

    private double rate(Map<String, ConfigValue> entries, String key) {
        return scalar(entries, key, "a number above 0", 0.0, text -> {
            double giga = Double.parseDouble(text);
            return giga > 0 && giga < GIGA ? Double.valueOf(giga * GIGA) : null;
        });
    }

    private long nanos(Map<String, ConfigValue> entries, String key) {
        return scalar(
                entries,
                key,
                "a duration such as 20us",
                0L,
                text -> Figures.DURATION.matcher(text).matches()
                        ? Long.valueOf(Durations.parse(text).toNanos())
                        : null);
    }

    private <T> T scalar(
            Map<String, ConfigValue> entries,
            String key,
            String form,
            T otherwise,
            Function<String, @Nullable T> read) {
        ConfigValue value = entries.get(key);
        if (value == null) {
            return otherwise; // noted as missing
        }
        T result = null;
        try {
            result = value instanceof ConfigValue.Scalar scalar ? read.apply(scalar.text()) : null;
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Not of the form: refused below in the words of this file.
        }
        if (result == null) {
            refuse(key, value, form);
            return otherwise;
        }
        return result;
    }

    private void refuse(String key, ConfigValue value, String form) {
        problems.add(value.location(), "value not understood: " + key + "=" + value + " (expected " + form + ")");
    }
}
