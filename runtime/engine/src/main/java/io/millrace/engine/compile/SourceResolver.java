package io.millrace.engine.compile;

import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Provenance;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.InputDef;
import io.millrace.api.graph.Limits;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import io.millrace.api.graph.SourceDef;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.Port;
import io.millrace.api.plan.PlannedNode.Role;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SourceContext;
import io.millrace.api.transport.SourceTransport;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.run.Executable;
import io.millrace.engine.run.OrderedDecoder;
import io.millrace.engine.run.PassThrough;
import io.millrace.engine.run.PublisherSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Resolves a source into two nodes: {@code name.raw}, the transport on its own thread, and {@code name}, the decoder
 * that begins the first stage (or what stands in for it where frames arrive).
 */
final class SourceResolver {

    /** The two nodes, and how to open the first. */
    record Parts(Resolved raw, Resolved decoder, Executable.@Nullable Source source) {}

    private final Catalog catalog;
    private final OperatorResolver operators;
    private final Map<String, ? extends Publisher<Frame>> publishers;
    private final Traffic traffic;
    private final Problems problems;
    private final Binder binder;

    SourceResolver(
            Catalog catalog,
            OperatorResolver operators,
            Map<String, ? extends Publisher<Frame>> publishers,
            Traffic traffic,
            Problems problems) {
        this.catalog = catalog;
        this.operators = operators;
        this.publishers = publishers;
        this.traffic = traffic;
        this.problems = problems;
        this.binder = new Binder(problems);
    }

    Parts resolve(SourceDef source) {
        if (source.policy() == null) {
            problems.add(
                    source.location(),
                    "edge crosses to a stage without a policy: source=" + source.name()
                            + " (expected overflow: block, drop-oldest, drop-newest, latest or fail, and capacity:)");
        }
        NodeShape shape = new NodeShape(
                source.name() + ".raw",
                Role.SOURCE,
                List.of(),
                null,
                OnFailure.DEFAULT,
                Limits.NONE,
                source.location());
        Component transport = source.transport();
        if (transport == null) {
            return publisher(source, shape);
        }
        SourceTransport<?> found = binder.find("source transport", transport, catalog.sources());
        return found == null
                ? parts(source, shape.unresolved(transport.type()), null)
                : transport(source, shape, transport, found);
    }

    private <C extends Record> Parts transport(
            SourceDef source, NodeShape shape, Component component, SourceTransport<C> transport) {
        C settings = binder.settings(component, transport.settings());
        if (settings == null || Double.isNaN(source.rateHz())) {
            return parts(source, shape.unresolved(transport.name()), null);
        }
        StreamSpec spec = transport.delivers(settings).withRateHz(source.rateHz());
        if (transport.usesNetwork(settings)) {
            traffic.arrives(source, spec);
        }
        Provenance provenance = Provenance.of(source.origin(), source.sensor());
        Resolved raw = shape.resolved(transport.name(), Settings.print(settings), Contract.of(spec), null);
        return parts(
                source,
                raw,
                (ingress, clock) -> transport.open(
                        settings,
                        new SourceContext(
                                source.name(),
                                ingress,
                                clock,
                                provenance,
                                operators.timer(source.decoder()).withRateHz(source.rateHz()))));
    }

    private Parts publisher(SourceDef source, NodeShape shape) {
        Publisher<Frame> publisher = publishers.get(source.name());
        StreamSpec declared = source.declared();
        if (publisher == null || declared == null) {
            problems.add(
                    source.location(),
                    "source has no transport: source=" + source.name()
                            + " (expected transport: in the file, or a publisher from code)");
            return parts(source, shape.unresolved("publisher"), null);
        }
        Overflow overflow =
                source.policy() == null ? Overflow.BLOCK : source.policy().overflow();
        StreamSpec spec = source.rateHz() > 0 ? declared.withRateHz(source.rateHz()) : declared;
        Resolved raw = shape.resolved("publisher", List.of(), Contract.of(spec), null);
        return parts(source, raw, (ingress, clock) -> new PublisherSource(publisher, ingress, overflow));
    }

    private Parts parts(SourceDef source, Resolved raw, Executable.@Nullable SourceOpener opener) {
        Resolved.Link link = new Resolved.Link(new InputDef("in", raw.name(), source.location()), raw, 0);
        NodeShape shape = new NodeShape(
                source.name(),
                Role.DECODER,
                List.of(link),
                source.policy(),
                source.onFailure(),
                source.limits(),
                source.location());
        Provenance provenance = Provenance.of(source.origin(), source.sensor());
        return new Parts(
                raw,
                decoder(source, shape),
                opener == null ? null : new Executable.Source(raw.name(), provenance, opener));
    }

    private Resolved decoder(SourceDef source, NodeShape shape) {
        Component decoder = source.decoder();
        if (decoder != null) {
            int held = OrderedDecoder.mostHeld(source.onDisorder(), source.rateHz());
            return holding(
                    held, operators.resolve(shape, decoder, p -> new OrderedDecoder(p, source.onDisorder(), held)));
        }
        Map<String, StreamSpec> inputs = shape.inputs();
        if (inputs == null) {
            return shape.unresolved("frames");
        }
        StreamSpec spec = inputs.values().iterator().next();
        int held = OrderedDecoder.mostHeld(source.onDisorder(), spec.rateHz());
        Contract contract = Contract.of(spec).withDrops(DropReason.OUT_OF_ORDER);
        return holding(
                held,
                shape.resolved(
                        "frames",
                        List.of(),
                        contract,
                        clock -> new OrderedDecoder(new PassThrough(), source.onDisorder(), held)));
    }

    /** The same with the memory of the frames that reordering may hold. */
    private static Resolved holding(int frames, Resolved decoder) {
        Contract contract = decoder.contract();
        if (contract == null || frames == 0) {
            return decoder;
        }
        long bytes = 0;
        for (Port output : contract.outputs()) {
            bytes += frames * (output.spec().frameBytes() + PlanBuilder.FRAME_OVERHEAD_BYTES);
        }
        return decoder.with(contract.withStateBytes(contract.stateBytes() + bytes));
    }
}
