package io.millrace.engine.run;

import io.millrace.api.plan.Plan;
import io.millrace.api.time.Clock;
import io.millrace.api.transport.SourceConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The connections of a run's sources, by name, in the order of the pipeline. */
final class SourceSet {

    private final Executable executable;
    private final Map<String, SourceConnection> connections = new LinkedHashMap<>();

    private SourceSet(Executable executable) {
        this.executable = executable;
    }

    /**
     * Opens every source; nothing is delivered before {@link #start}.
     *
     * @throws IOException if one cannot be opened; those opened before it are closed
     */
    static SourceSet open(Executable executable, Map<String, SourceIngress> ingresses, Clock clock) throws IOException {
        SourceSet set = new SourceSet(executable);
        try {
            for (Map.Entry<String, Executable.Source> entry :
                    executable.sources().entrySet()) {
                SourceIngress ingress = ingresses.get(entry.getValue().node());
                set.connections.put(
                        entry.getKey(), entry.getValue().opener().open(Objects.requireNonNull(ingress), clock));
            }
        } catch (IOException | RuntimeException e) {
            set.close();
            throw e;
        }
        return set;
    }

    /** Starts those that have not ended already. */
    void start(Set<String> ended) {
        connections.forEach((name, connection) -> {
            if (!ended.contains(name)) {
                connection.start();
            }
        });
    }

    Map<String, SourceConnection> connections() {
        return connections;
    }

    String address(String source) {
        SourceConnection connection = connections.get(source);
        if (connection == null) {
            throw new IllegalArgumentException(
                    "no such source: source=" + source + " (expected one of " + connections.keySet() + ")");
        }
        return connection.address();
    }

    void close() {
        connections.values().forEach(SourceConnection::close);
    }

    List<SourceReport> reports() {
        Plan plan = executable.plan();
        List<SourceReport> reports = new ArrayList<>();
        connections.forEach((name, connection) -> {
            Executable.Source source =
                    Objects.requireNonNull(executable.sources().get(name));
            reports.add(new SourceReport(
                    name,
                    plan.node(source.node()).type(),
                    connection.address(),
                    connection.origin(source.provenance().origin()).word(),
                    source.provenance().sensors()));
        });
        return reports;
    }
}
