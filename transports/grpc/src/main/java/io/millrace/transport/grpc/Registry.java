package io.millrace.transport.grpc;

import io.grpc.Status;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The pipelines of a server, which of them are available, and what was counted for each. Any thread. */
final class Registry {

    /** The only version that a pipeline has. */
    static final String VERSION = "1";

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private volatile BiConsumer<String, Boolean> onChange = (name, available) -> {};

    Registry(Collection<? extends ServedPipeline> pipelines) {
        for (ServedPipeline pipeline : pipelines) {
            if (entries.put(pipeline.name(), new Entry(pipeline)) != null) {
                throw new IllegalArgumentException(
                        "two pipelines have one name: pipeline=" + pipeline.name() + " (expected different names)");
            }
        }
    }

    void onChange(BiConsumer<String, Boolean> listener) {
        onChange = listener;
        entries.values().forEach(e -> listener.accept(e.pipeline.name(), e.available));
    }

    Collection<Entry> all() {
        return entries.values();
    }

    boolean isAvailable(String name) {
        Entry entry = entries.get(name);
        return entry != null && entry.available;
    }

    /** The pipeline of a name, whether available or not. */
    Entry known(String name) throws RequestException {
        Entry entry = entries.get(name);
        if (entry == null) {
            List<String> permitted = entries.keySet().stream()
                    .filter(n -> Caller.current().may("ModelMetadata", n)
                            || Caller.current().may("List", n))
                    .toList();
            throw new RequestException(
                    Status.Code.NOT_FOUND,
                    "no such model: model=" + Datatype.printable(name) + " (expected one of " + permitted + ")");
        }
        return entry;
    }

    Entry known(String name, String version) throws RequestException {
        Entry entry = known(name);
        if (!version.isEmpty() && !version.equals(VERSION)) {
            throw new RequestException(
                    Status.Code.NOT_FOUND,
                    "no such version: model=" + name + ", version=" + Datatype.printable(version) + " (expected "
                            + VERSION + " or none)");
        }
        return entry;
    }

    Entry available(String name, String version) throws RequestException {
        Entry entry = known(name, version);
        if (!entry.available) {
            throw new RequestException(
                    Status.Code.UNAVAILABLE,
                    "model is unloaded: model=" + name + " (expected RepositoryModelLoad first)");
        }
        return entry;
    }

    void setAvailable(String name, boolean available) throws RequestException {
        known(name).available = available;
        onChange.accept(name, available);
    }

    /** One pipeline. */
    static final class Entry {

        private final ServedPipeline pipeline;
        private final RequestStatistics statistics = new RequestStatistics();
        private volatile boolean available = true;

        private Entry(ServedPipeline pipeline) {
            this.pipeline = pipeline;
        }

        ServedPipeline pipeline() {
            return pipeline;
        }

        RequestStatistics statistics() {
            return statistics;
        }

        boolean isAvailable() {
            return available;
        }
    }
}
