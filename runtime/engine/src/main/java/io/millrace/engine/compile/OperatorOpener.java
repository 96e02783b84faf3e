package io.millrace.engine.compile;

import io.millrace.api.config.Location;
import io.millrace.api.config.Problems;
import io.millrace.api.config.Settings;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.Clock;
import io.millrace.engine.run.Executable;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Opens the processor of a node that runs an operator. */
record OperatorOpener<C extends Record>(
        Operator<C> operator,
        C settings,
        Map<String, StreamSpec> inputs,
        OpenContext context,
        UnaryOperator<Processor> wrap)
        implements Executable.ProcessorOpener {

    @Override
    public Processor open(Clock clock) {
        return wrap.apply(operator.open(settings, context));
    }

    @Override
    public int version() {
        return operator.version();
    }

    @Override
    public Executable.ProcessorOpener changed(Map<String, String> changes) {
        Problems problems = new Problems();
        Location location = new Location("node " + context.node(), 0);
        C other = Settings.change(settings, changes, location, problems);
        if (other != null) {
            Contract contract =
                    operator.contract(other, new Inputs(context.node(), location, inputs, problems, context.profile()));
            if (problems.size() == 0
                    && !contract.outputs().equals(context.contract().outputs())) {
                problems.add(
                        location,
                        "change would alter what the node gives: outputs=" + contract.outputs() + " (expected "
                                + context.contract().outputs() + ")");
            }
        }
        problems.throwIfAny("live change");
        return new OperatorOpener<>(operator, Objects.requireNonNull(other), inputs, context, wrap);
    }
}
