package io.millrace.engine;

import io.millrace.api.config.Problem;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Graph;
import io.millrace.api.graph.SourceDef;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.compile.Compiler;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;

/**
 * A pipeline as stated. What is wrong with its form is known and kept, so that compiling can tell it together with what is
 * wrong with its meaning. Immutable.
 */
public final class Draft {

    private final Graph graph;
    private final Map<String, Publisher<Frame>> publishers;
    private final List<Problem> problems;

    Draft(Graph graph, Map<String, Publisher<Frame>> publishers, List<Problem> problems) {
        this.graph = graph;
        this.publishers = Map.copyOf(publishers);
        this.problems = List.copyOf(problems);
    }

    /**
     * What is stated.
     *
     * @return the graph
     */
    public Graph graph() {
        return graph;
    }

    /**
     * What is wrong with the form of what is stated; {@link #compile} refuses the draft if there is anything.
     *
     * @return problems, by file and line
     */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * Changes what is stated.
     *
     * @param change gives another graph
     * @return a draft of the other graph
     */
    public Draft with(UnaryOperator<Graph> change) {
        return new Draft(change.apply(graph), publishers, problems);
    }

    /**
     * Feeds a source from code, in place of the transport that the file may state for it.
     *
     * @param source name of the source
     * @param spec what the frames carry: {@link StreamSpec#records()} before a decoder
     * @param publisher the frames
     * @return a draft with that source fed
     * @throws IllegalArgumentException if there is no such source
     */
    public Draft feed(String source, StreamSpec spec, Publisher<Frame> publisher) {
        if (graph.sources().stream().noneMatch(s -> s.name().equals(source))) {
            throw new IllegalArgumentException("no such source: source=" + source + " (expected one of "
                    + graph.sources().stream().map(SourceDef::name).toList() + ")");
        }
        Map<String, Publisher<Frame>> more = new LinkedHashMap<>(publishers);
        more.put(source, publisher);
        return new Draft(graph.withSources(s -> s.name().equals(source) ? s.declared(spec) : s), more, problems);
    }

    /**
     * Compiles with the operators and transports on the class path.
     *
     * @param profile the device
     * @return a pipeline that can start
     * @throws io.millrace.api.config.ConfigException with every problem, if there is one
     */
    public Pipeline compile(DeviceProfile profile) {
        return compile(profile, Catalog.installed());
    }

    /**
     * Compiles with a given catalog.
     *
     * @param profile the device
     * @param catalog operators and transports
     * @return a pipeline that can start
     * @throws io.millrace.api.config.ConfigException with every problem, if there is one
     */
    public Pipeline compile(DeviceProfile profile, Catalog catalog) {
        return new Pipeline(Compiler.compile(graph, profile, catalog, publishers, problems));
    }
}
