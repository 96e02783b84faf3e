package io.millrace.api.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value as its author wrote it, with the place where it stands. Scalars keep their spelling. */
public sealed interface ConfigValue {

    /**
     * Where it stands.
     *
     * @return file and line
     */
    Location location();

    /**
     * A single word, number or truth value.
     *
     * @param text its spelling
     * @param location where it stands
     */
    record Scalar(String text, Location location) implements ConfigValue {

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A list.
     *
     * @param items the items in order
     * @param location where it begins
     */
    record Sequence(List<ConfigValue> items, Location location) implements ConfigValue {

        /**
         * Makes the list immutable.
         *
         * @param items the items in order
         * @param location where it begins
         */
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String toString() {
            return items.toString();
        }
    }

    /**
     * A list of named values, in their order.
     *
     * @param entries values by key
     * @param location where it begins
     */
    record Mapping(Map<String, ConfigValue> entries, Location location) implements ConfigValue {

        /**
         * Makes the map immutable, in its order.
         *
         * @param entries values by key
         * @param location where it begins
         */
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        /**
         * A mapping without entries.
         *
         * @param location where it would stand
         * @return the mapping
         */
        public static Mapping empty(Location location) {
            return new Mapping(Map.of(), location);
        }

        /**
         * The mapping less some of its keys.
         *
         * @param keys the keys to leave out
         * @return a smaller mapping at the same place
         */
        public Mapping without(java.util.Collection<String> keys) {
            Map<String, ConfigValue> rest = new LinkedHashMap<>(entries);
            rest.keySet().removeAll(keys);
            return new Mapping(rest, location);
        }

        @Override
        public String toString() {
            return entries.toString();
        }
    }
}
