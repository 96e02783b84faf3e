package io.millrace.engine.compile;

import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.time.Clock;
import io.millrace.engine.run.Executable;
import java.util.function.UnaryOperator;

/** Opens the processor of a node that runs an operator. */
record OperatorOpener<C extends Record>(
        Operator<C> operator, C settings, OpenContext context, UnaryOperator<Processor> wrap)
        implements Executable.ProcessorOpener {

    @Override
    public Processor open(Clock clock) {
        return wrap.apply(operator.open(settings, context));
    }

    @Override
    public int version() {
        return operator.version();
    }
}
