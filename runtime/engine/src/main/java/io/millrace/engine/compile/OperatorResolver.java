package io.millrace.engine.compile;

import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import io.millrace.api.device.DeviceProfile;
import io.millrace.api.graph.Component;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Decoder;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.catalog.Catalog;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Resolves nodes that run an operator. */
final class OperatorResolver {

    private final Catalog catalog;
    private final DeviceProfile profile;
    private final Problems problems;
    private final Binder binder;

    OperatorResolver(Catalog catalog, DeviceProfile profile, Problems problems) {
        this.catalog = catalog;
        this.profile = profile;
        this.problems = problems;
        this.binder = new Binder(problems);
    }

    Resolved resolve(NodeShape shape, Component component, UnaryOperator<Processor> wrap) {
        Operator<?> operator = binder.find("operator", component, catalog.operators());
        return operator == null ? shape.unresolved(component.type()) : resolve(shape, component, operator, wrap);
    }

    /** When the records of a decoder were taken; nothing if it cannot tell or its settings are wrong. */
    RecordTimer timer(@Nullable Component component) {
        if (component != null && catalog.operators().get(component.type()) instanceof Decoder<?> decoder) {
            return timer(component, decoder);
        }
        return RecordTimer.NONE;
    }

    private <C extends Record> RecordTimer timer(Component component, Decoder<C> decoder) {
        C settings = new Binder(new Problems()).settings(component, decoder.settings());
        return settings == null ? RecordTimer.NONE : decoder.timer(settings);
    }

    private <C extends Record> Resolved resolve(
            NodeShape shape, Component component, Operator<C> operator, UnaryOperator<Processor> wrap) {
        C settings = binder.settings(component, operator.settings());
        Map<String, StreamSpec> inputs = shape.inputs();
        if (settings == null || inputs == null) {
            return shape.unresolved(operator.name());
        }
        int before = problems.size();
        Contract contract =
                operator.contract(settings, new Inputs(shape.name(), shape.location(), inputs, problems, profile));
        if (problems.size() > before) {
            return shape.unresolved(operator.name());
        }
        OpenContext context = new OpenContext(shape.name(), List.copyOf(inputs.values()), contract, profile);
        return shape.resolved(
                operator.name(),
                Settings.print(settings),
                contract,
                new OperatorOpener<>(operator, settings, inputs, context, wrap));
    }
}
