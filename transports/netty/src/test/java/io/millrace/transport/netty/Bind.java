package io.millrace.transport.netty;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings as a file would give them, so that tests see the defaults users see. */
final class Bind {

    private Bind() {}

    static <C extends Record> C settings(Class<C> type, String... keysAndValues) {
        Map<String, ConfigValue> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.put(keysAndValues[i], new ConfigValue.Scalar(keysAndValues[i + 1], Location.BUILDER));
        }
        Problems problems = new Problems();
        C settings = Settings.bind(type, new ConfigValue.Mapping(entries, Location.BUILDER), problems);
        problems.throwIfAny("test");
        return settings;
    }
}
