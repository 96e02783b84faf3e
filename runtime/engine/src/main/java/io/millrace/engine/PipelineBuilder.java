package io.millrace.engine;

import io.millrace.api.config.Location;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Graph;
import io.millrace.api.graph.InputDef;
import io.millrace.api.graph.Limits;
import io.millrace.api.graph.NodeDef;
import io.millrace.api.graph.OnDisorder;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import io.millrace.api.graph.SinkDef;
import io.millrace.api.graph.SourceDef;
import io.millrace.api.stream.StreamSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Says in code what a pipeline file says in YAML.
 *
 * <pre>{@code
 * Millrace.pipeline("presence")
 *         .source("csi", spec, flux, new EdgePolicy(Overflow.BLOCK, 64))
 *         .node("clean", "hampel", new HampelSettings(7, 5), "csi")
 *         .node("activity", Component.given("onnx", settings), n -> n.in("clean").queue(Overflow.LATEST, 2))
 *         .draft();
 * }</pre>
 */
public final class PipelineBuilder {

    private final String name;
    private @Nullable String profile;
    private final List<SourceDef> sources = new ArrayList<>();
    private final List<NodeDef> nodes = new ArrayList<>();
    private final List<SinkDef> sinks = new ArrayList<>();
    private final Map<String, Publisher<Frame>> publishers = new LinkedHashMap<>();

    PipelineBuilder(String name) {
        this.name = name;
    }

    /**
     * Asks for a device profile by name.
     *
     * @param profileName name or path
     * @return this
     */
    public PipelineBuilder profile(String profileName) {
        profile = profileName;
        return this;
    }

    /**
     * Adds a source that code feeds.
     *
     * @param source name of the source
     * @param spec what it carries
     * @param publisher its frames
     * @param policy how the edge into the first stage is bounded; {@code block} passes back-pressure to the publisher
     * @return this
     */
    public PipelineBuilder source(String source, StreamSpec spec, Publisher<Frame> publisher, EdgePolicy policy) {
        publishers.put(source, publisher);
        return source(new SourceDef(
                source,
                null,
                spec,
                null,
                policy,
                OnDisorder.DEFAULT,
                OnFailure.DEFAULT,
                spec.rateHz(),
                source,
                Origin.REAL,
                null,
                Location.BUILDER));
    }

    /**
     * Adds a source through a transport, decoded.
     *
     * @param source name of the source
     * @param transport how records arrive
     * @param decoder how records become frames
     * @param policy how the edge into the first stage is bounded
     * @return this
     */
    public PipelineBuilder source(String source, Component transport, Component decoder, EdgePolicy policy) {
        return source(new SourceDef(
                source,
                transport,
                null,
                decoder,
                policy,
                OnDisorder.DEFAULT,
                OnFailure.DEFAULT,
                0,
                source,
                Origin.REAL,
                null,
                Location.BUILDER));
    }

    /**
     * Adds a source in full.
     *
     * @param source the source
     * @return this
     */
    public PipelineBuilder source(SourceDef source) {
        sources.add(source);
        return this;
    }

    /**
     * Adds a node that shares the stage of what feeds it.
     *
     * @param node name of the node
     * @param operator name of the operator
     * @param settings its settings record
     * @param from what feeds it, in order
     * @return this
     */
    public PipelineBuilder node(String node, String operator, Record settings, String... from) {
        return node(node, Component.given(operator, settings), n -> n.in(from));
    }

    /**
     * Adds a node.
     *
     * @param node name of the node
     * @param operator the operator with its settings
     * @param more says what feeds it and what is special about it
     * @return this
     */
    public PipelineBuilder node(String node, Component operator, Consumer<Wires> more) {
        Wires wires = new Wires();
        more.accept(wires);
        nodes.add(new NodeDef(
                node, operator, wires.inputs, wires.policy, wires.onFailure, wires.limits, Location.BUILDER));
        return this;
    }

    /**
     * Adds a sink.
     *
     * @param sink name of the sink
     * @param transport the transport with its settings
     * @param more says what feeds it and what is special about it
     * @return this
     */
    public PipelineBuilder sink(String sink, Component transport, Consumer<Wires> more) {
        Wires wires = new Wires();
        more.accept(wires);
        sinks.add(new SinkDef(
                sink, transport, wires.inputs, wires.policy, wires.onFailure, wires.limits, Location.BUILDER));
        return this;
    }

    /**
     * Ends the description.
     *
     * @return the pipeline as stated
     */
    public Draft draft() {
        return new Draft(new Graph(name, profile, sources, nodes, sinks, Location.BUILDER), publishers, List.of());
    }

    /** What feeds a node or sink, and how it is set apart. */
    public static final class Wires {

        private final List<InputDef> inputs = new ArrayList<>();
        private @Nullable EdgePolicy policy;
        private OnFailure onFailure = OnFailure.DEFAULT;
        private Limits limits = Limits.NONE;

        private Wires() {}

        /**
         * Lists what feeds it.
         *
         * @param from names of sources or nodes, or {@code node.output}
         * @return this
         */
        public Wires in(String... from) {
            for (int i = 0; i < from.length; i++) {
                inputs.add(new InputDef(from.length == 1 ? "in" : "in-" + i, from[i], Location.BUILDER));
            }
            return this;
        }

        /**
         * Feeds an input by its name.
         *
         * @param input name of the input
         * @param from name of a source or node, or {@code node.output}
         * @return this
         */
        public Wires named(String input, String from) {
            inputs.add(new InputDef(input, from, Location.BUILDER));
            return this;
        }

        /**
         * Begins a stage of its own behind a queue.
         *
         * @param overflow what a full queue does
         * @param capacity frames that the queue holds
         * @return this
         */
        public Wires queue(Overflow overflow, int capacity) {
            policy = new EdgePolicy(overflow, capacity);
            return this;
        }

        /**
         * Says how old a frame may be when it is taken; what is older is dropped before any work is spent on it.
         *
         * @param age time since arrival, more than 0
         * @return this
         */
        public Wires deadline(Duration age) {
            limits = limits.withDeadline(age);
            return this;
        }

        /**
         * Says how many frames may be under way from here to the end of a later node; more wait in the queue.
         *
         * @param frames how many, 1 or more
         * @param until name of the later node or sink
         * @return this
         */
        public Wires maxInFlight(int frames, String until) {
            limits = limits.withMaxInFlight(frames, until);
            return this;
        }

        /**
         * Says what happens when it throws.
         *
         * @param policyOnFailure the policy
         * @return this
         */
        public Wires onFailure(OnFailure policyOnFailure) {
            onFailure = policyOnFailure;
            return this;
        }
    }
}
