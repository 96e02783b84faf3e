package io.millrace.engine.catalog;

import io.millrace.api.operator.Operator;
import io.millrace.api.transport.RecordingFormat;
import io.millrace.api.transport.SinkTransport;
import io.millrace.api.transport.SourceTransport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The operators, transports and recording formats that a pipeline can name.
 *
 * @param operators operators by name
 * @param sources source transports by name
 * @param sinks sink transports by name
 * @param recordings recording formats
 */
public record Catalog(
        Map<String, Operator<?>> operators,
        Map<String, SourceTransport<?>> sources,
        Map<String, SinkTransport<?>> sinks,
        List<RecordingFormat> recordings) {

    /**
     * Makes the collections immutable; the maps are sorted by name.
     *
     * @param operators operators by name
     * @param sources source transports by name
     * @param sinks sink transports by name
     * @param recordings recording formats
     */
    public Catalog {
        operators = Collections.unmodifiableMap(new TreeMap<>(operators));
        sources = Collections.unmodifiableMap(new TreeMap<>(sources));
        sinks = Collections.unmodifiableMap(new TreeMap<>(sinks));
        recordings = List.copyOf(recordings);
    }

    /**
     * Everything on the class path of this thread's loader.
     *
     * @return the catalog
     * @throws IllegalStateException if two operators or two transports have one name
     */
    public static Catalog installed() {
        Map<String, Operator<?>> operators = new TreeMap<>();
        load(Operator.class).forEach(o -> put("operator", operators, o.name(), o));
        Map<String, SourceTransport<?>> sources = new TreeMap<>();
        load(SourceTransport.class).forEach(t -> put("source transport", sources, t.name(), t));
        Map<String, SinkTransport<?>> sinks = new TreeMap<>();
        load(SinkTransport.class).forEach(t -> put("sink transport", sinks, t.name(), t));
        return new Catalog(operators, sources, sinks, load(RecordingFormat.class));
    }

    /**
     * This catalog with one more operator: for tests, and for operators that code brings along.
     *
     * @param operator the operator
     * @return a larger catalog
     */
    public Catalog with(Operator<?> operator) {
        return new Catalog(larger(operators, operator, Operator::name), sources, sinks, recordings);
    }

    /**
     * This catalog with one more source transport.
     *
     * @param transport the transport
     * @return a larger catalog
     */
    public Catalog with(SourceTransport<?> transport) {
        return new Catalog(operators, larger(sources, transport, SourceTransport::name), sinks, recordings);
    }

    /**
     * This catalog with one more sink transport.
     *
     * @param transport the transport
     * @return a larger catalog
     */
    public Catalog with(SinkTransport<?> transport) {
        return new Catalog(operators, sources, larger(sinks, transport, SinkTransport::name), recordings);
    }

    private static <T> Map<String, T> larger(Map<String, T> map, T added, Function<T, String> name) {
        Map<String, T> copy = new TreeMap<>(map);
        copy.put(name.apply(added), added);
        return copy;
    }

    private static <T> List<T> load(Class<T> type) {
        List<T> found = new ArrayList<>();
        ServiceLoader.load(type).forEach(found::add);
        return found;
    }

    private static <T> void put(String what, Map<String, T> map, String name, T found) {
        T other = map.putIfAbsent(name, found);
        if (other != null) {
            throw new IllegalStateException("two " + what + "s have one name: name=" + name + ", classes="
                    + other.getClass().getName() + ", " + found.getClass().getName()
                    + " (expected names to be unique on the class path)");
        }
    }
}
