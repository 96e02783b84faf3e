package io.millrace.operators.spikes;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;

/**
 * Takes what was measured beside the spikes out of the frames of {@code spike-events}: the cursor that a decoder is to
 * follow, a sync line.
 *
 * <p><b>Input</b> bundles with a part {@code values}. <b>Output</b> that part, f32 {@code [value]}. <b>State and cost</b>
 * none. <b>Drops</b> nothing.
 */
public final class SpikeValues implements Operator<SpikeValues.Config> {

    /** Makes the operator; the service loader does. */
    public SpikeValues() {}

    /** No settings. */
    public record Config() {}

    @Override
    public String name() {
        return "spike-values";
    }

    @Override
    public String summary() {
        return "takes out what was measured beside the spikes";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().bundle(SpikeFrame.VALUES);
        StreamSpec whole = check.spec();
        StreamSpec part = whole.fields().getOrDefault(SpikeFrame.VALUES, whole);
        if (part.kind() != PayloadKind.TENSOR) {
            check.mismatch("stream has another type", "a tensor in part values");
            part = StreamSpec.tensor(ElementType.F32, Axis.of("missing", 1));
        }
        return Contract.of(part.withRateHz(whole.rateHz()).withClockDomain(whole.clockDomain()));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Running();
    }

    private static final class Running implements Processor {

        @Override
        public void process(int input, Frame frame, Emitter out) {
            out.emit(frame.withPayload(frame.bundle().part(SpikeFrame.VALUES)));
        }
    }
}
