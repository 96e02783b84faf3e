package io.millrace.engine.run;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.Processor;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.time.Clock;
import io.millrace.api.transport.Ingress;
import io.millrace.api.transport.SourceConnection;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A plan with the means to carry it out.
 *
 * @param plan the plan
 * @param processors how to open each decoder, operator and sink, by name
 * @param sources the sources, by their name in the pipeline
 */
public record Executable(Plan plan, Map<String, ProcessorOpener> processors, Map<String, Source> sources) {

    /** Opens the processor of one node. */
    @FunctionalInterface
    public interface ProcessorOpener {

        /**
         * Opens it.
         *
         * @param clock the run's clock
         * @return a processor at its start
         * @throws IOException if it holds something outside that cannot be opened
         */
        Processor open(Clock clock) throws IOException;

        /**
         * The version of its state.
         *
         * @return 1 or more
         */
        default int version() {
            return 1;
        }

        /**
         * The same node with some of its live settings changed.
         *
         * @param changes new values by key, spelled as in a file
         * @return what opens it
         * @throws io.millrace.api.config.ConfigException with every problem
         */
        default ProcessorOpener changed(Map<String, String> changes) {
            Problems problems = new Problems();
            problems.add(Location.BUILDER, "node has no live settings: keys=" + changes.keySet());
            problems.throwIfAny("live change");
            return this;
        }
    }

    /**
     * The version of a node's state.
     *
     * @param node a node of the plan
     * @return 1 or more; 1 for a source
     */
    public int version(PlannedNode node) {
        ProcessorOpener opener = processors.get(node.name());
        return opener == null ? 1 : opener.version();
    }

    /** Opens one source. */
    @FunctionalInterface
    public interface SourceOpener {

        /**
         * Opens it; nothing is delivered before it is started.
         *
         * @param ingress where its frames go
         * @param clock the run's clock
         * @return the connection
         * @throws IOException if it cannot be opened
         */
        SourceConnection open(Ingress ingress, Clock clock) throws IOException;
    }

    /**
     * A source of the pipeline.
     *
     * @param node name of its node in the plan
     * @param provenance goes onto every frame
     * @param opener how to open it
     */
    public record Source(String node, Provenance provenance, SourceOpener opener) {}

    /**
     * Makes the maps immutable, in their order.
     *
     * @param plan the plan
     * @param processors how to open each processor
     * @param sources the sources
     */
    public Executable {
        processors = Map.copyOf(processors);
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    }
}
