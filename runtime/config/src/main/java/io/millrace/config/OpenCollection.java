package io.millrace.config;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A list or mapping whose end was not reached yet. Not thread-safe. */
final class OpenCollection {

    private static final ScalarResolver RESOLVER = new CoreSchema().getScalarResolver();

    private final CollectionStartEvent start;
    private final Location location;
    private final Problems problems;
    private final boolean isMapping;
    private final List<ConfigValue> items = new ArrayList<>();
    private final Map<String, ConfigValue> entries = new LinkedHashMap<>();
    private final Map<String, Location> keys = new LinkedHashMap<>();
    private final Set<String> ignored = new LinkedHashSet<>();
    private @Nullable String key;
    private long count = 1;
    private int height = 1;

    OpenCollection(CollectionStartEvent start, Location location, Problems problems) {
        this.start = start;
        this.location = location;
        this.problems = problems;
        this.isMapping = start instanceof MappingStartEvent;
    }

    CollectionStartEvent start() {
        return start;
    }

    void add(TreeBuilder.Sized sized, Location where, boolean plain) {
        count += sized.count();
        height = Math.max(height, 1 + sized.height());
        if (isMapping && key == null) {
            key = key(sized.value(), where, plain);
            return;
        }
        boolean isEmpty = plain
                && sized.value() instanceof ConfigValue.Scalar scalar
                && scalar.text().isEmpty();
        if (isEmpty) {
            problems.add(
                    where,
                    "value is missing: " + (key == null ? "item=" + items.size() : "key=" + Shown.of(key))
                            + " (expected a value; \"\", [] or {} where emptiness is meant)");
        }
        if (key == null) {
            items.add(sized.value());
        } else {
            if (!ignored.remove(key)) {
                entries.put(key, sized.value());
            }
            key = null;
        }
    }

    TreeBuilder.Sized close() {
        ConfigValue value =
                isMapping ? new ConfigValue.Mapping(entries, location) : new ConfigValue.Sequence(items, location);
        return new TreeBuilder.Sized(value, count, height);
    }

    /** The text of a key; one that is refused still needs a text, so that its value is read and its mistakes are found. */
    private String key(ConfigValue value, Location where, boolean plain) {
        String text = value instanceof ConfigValue.Scalar scalar ? scalar.text() : Shown.of(value);
        boolean isWord = value instanceof ConfigValue.Scalar
                && (!plain || RESOLVER.resolve(text, true).equals(Tag.STR));
        if (!isWord) {
            problems.add(
                    where, "key is no word: key=" + Shown.of(text) + " (expected a word; quotes make one of a number)");
            ignored.add(text);
            return text;
        }
        Location first = keys.putIfAbsent(text, where);
        if (first != null) {
            problems.add(
                    where, "duplicate key: key=" + Shown.of(text) + ", first=" + first + " (expected each key once)");
            ignored.add(text);
        }
        return text;
    }
}
