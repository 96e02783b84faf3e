package io.millrace.api.graph;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import org.jspecify.annotations.Nullable;

/**
 * An operator or transport named by a graph, with its settings either as written in a file or as a record.
 *
 * @param type name of the operator or transport
 * @param written what was written; empty if {@code given} is there
 * @param given a settings record handed over by code, or null
 * @param location where it stands
 */
public record Component(
        String type, ConfigValue.Mapping written, @Nullable Record given, Location location) {

    /**
     * A component of a file.
     *
     * @param type name of the operator or transport
     * @param written its settings
     * @param location where it stands
     * @return the component
     */
    public static Component written(String type, ConfigValue.Mapping written, Location location) {
        return new Component(type, written, null, location);
    }

    /**
     * Stands where a file should name a component and does not; the problem is noted already.
     *
     * @param location where it should stand
     * @return a component without a type
     */
    public static Component missing(Location location) {
        return written("", ConfigValue.Mapping.empty(location), location);
    }

    /**
     * Whether this is one of those.
     *
     * @return true if it names nothing
     */
    public boolean isMissing() {
        return type.isEmpty();
    }

    /**
     * A component with a settings record.
     *
     * @param type name of the operator or transport
     * @param settings its settings
     * @return the component
     */
    public static Component given(String type, Record settings) {
        return new Component(type, ConfigValue.Mapping.empty(Location.BUILDER), settings, Location.BUILDER);
    }

    /**
     * A component with nothing but defaults.
     *
     * @param type name of the operator or transport
     * @return the component
     */
    public static Component defaults(String type) {
        return new Component(type, ConfigValue.Mapping.empty(Location.BUILDER), null, Location.BUILDER);
    }
}
