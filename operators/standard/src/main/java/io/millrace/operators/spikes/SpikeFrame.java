package io.millrace.operators.spikes;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Spikes alone, or with what was measured beside them: a bundle of {@code spikes} and {@code values}. */
final class SpikeFrame {

    static final String SPIKES = "spikes";
    static final String VALUES = "values";
    static final List<String> PARTS = List.of(SPIKES, VALUES);

    private SpikeFrame() {}

    static StreamSpec bundle(StreamSpec spikes, int values) {
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put(SPIKES, spikes);
        parts.put(VALUES, StreamSpec.tensor(ElementType.F32, Axis.of("value", values)));
        return StreamSpec.bundle(parts).withRateHz(spikes.rateHz()).withClockDomain(spikes.clockDomain());
    }

    /** The spikes of the only input, whichever form they come in. */
    static StreamSpec spikes(Inputs inputs) {
        InputCheck check = inputs.single();
        if (check.spec().kind() != PayloadKind.BUNDLE) {
            return check.events().spec();
        }
        StreamSpec whole = check.bundle(SPIKES).spec();
        StreamSpec part = whole.fields().getOrDefault(SPIKES, whole);
        if (part.kind() != PayloadKind.EVENTS || part.axes().isEmpty() || !part.isStatic()) {
            check.mismatch("stream has another type", "events with their axes in part spikes");
            part = StreamSpec.events(Axis.of("missing", 1));
        }
        return part.withRateHz(whole.rateHz()).withClockDomain(whole.clockDomain());
    }

    static Events spikes(Frame frame) {
        Payload payload = frame.payload();
        return payload instanceof Bundle bundle ? (Events) bundle.part(SPIKES) : (Events) payload;
    }
}
