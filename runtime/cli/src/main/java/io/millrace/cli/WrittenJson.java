package io.millrace.cli;

import io.millrace.api.config.ConfigValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a file says as JSON, which is YAML: overrides applied, comments gone. */
final class WrittenJson {

    private WrittenJson() {}

    static String of(ConfigValue value) {
        return Json.page(plain(value));
    }

    private static Object plain(ConfigValue value) {
        if (value instanceof ConfigValue.Mapping mapping) {
            Map<String, Object> map = new LinkedHashMap<>();
            mapping.entries().forEach((key, entry) -> map.put(key, plain(entry)));
            return map;
        }
        if (value instanceof ConfigValue.Sequence sequence) {
            List<Object> list = new ArrayList<>();
            sequence.items().forEach(item -> list.add(plain(item)));
            return list;
        }
        return value.toString();
    }
}
