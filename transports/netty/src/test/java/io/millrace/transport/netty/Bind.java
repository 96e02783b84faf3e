package io.millrace.transport.netty;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings as a file would give them, so that tests see the defaults users see. */
final class Bind {

    private Bind() {}

    static <C extends Record> C settings(Class<C> type, String... keysAndValues) {
        Map<String, ConfigValue> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.put(keysAndValues[i], value(keysAndValues[i + 1]));
        }
        Problems problems = new Problems();
        C settings = Settings.bind(type, new ConfigValue.Mapping(entries, Location.BUILDER), problems);
        problems.throwIfAny("test");
        return settings;
    }

    private static ConfigValue value(String text) {
        if (!text.startsWith("[")) {
            return new ConfigValue.Scalar(text, Location.BUILDER);
        }
        return new ConfigValue.Sequence(
                Arrays.stream(text.substring(1, text.length() - 1).split(",", -1))
                        .map(item -> (ConfigValue) new ConfigValue.Scalar(item.strip(), Location.BUILDER))
                        .toList(),
                Location.BUILDER);
    }
}
