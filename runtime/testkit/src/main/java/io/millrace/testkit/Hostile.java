package io.millrace.testkit;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Inputs that well-behaved sources do not give. */
final class Hostile {

    private static final float[] VALUES = {
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Float.MIN_VALUE,
        0f,
        -0f
    };

    private Hostile() {}

    /** The frame with some of its numbers replaced. */
    static Frame values(Frame frame, Random random) {
        return frame.withPayload(values(frame.payload(), random));
    }

    private static Payload values(Payload payload, Random random) {
        if (payload instanceof Bundle bundle) {
            Payload[] parts = new Payload[bundle.size()];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = values(bundle.part(i), random);
            }
            return Bundle.of(bundle.names(), parts);
        }
        if (payload instanceof Events events) {
            return addresses(events, random);
        }
        if (!(payload instanceof Tensor tensor)) {
            return payload;
        }
        Tensor copy = tensor.copy();
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes && copy.shape().elements() > 0; i++) {
            int at = random.nextInt(copy.shape().elements());
            switch (copy.type()) {
                case F32 -> copy.floats()[at] = VALUES[random.nextInt(VALUES.length)];
                case U8 -> copy.asBytes()[at] = (byte) random.nextInt();
                default -> {
                    // Integers of other types number things and are made by operators, never by a sensor.
                }
            }
        }
        return copy;
    }

    private static Events addresses(Events events, Random random) {
        int[] address = events.address().clone();
        for (int i = 0; i < address.length; i++) {
            address[i] = random.nextInt(4) == 0 ? random.nextInt() : address[i];
        }
        return Events.of(events.timeNanos().clone(), address, events.polarity().clone());
    }

    /** Inputs that few operators take, each a list of streams in order. */
    static List<List<StreamSpec>> inputs() {
        Axis fixed = Axis.of("sample", 8);
        return List.of(
                List.of(StreamSpec.records()),
                List.of(StreamSpec.events()),
                List.of(StreamSpec.bundle(Map.of())),
                List.of(StreamSpec.bundle(Map.of("other", StreamSpec.events()))),
                List.of(StreamSpec.tensor(ElementType.F32)),
                List.of(StreamSpec.tensor(ElementType.F32, fixed)),
                List.of(StreamSpec.tensor(ElementType.F32, Axis.of("sample", 0)).withRateHz(1)),
                List.of(StreamSpec.tensor(ElementType.F32, Axis.dynamic("sample"))
                        .withRateHz(1e-3)),
                List.of(StreamSpec.tensor(ElementType.F64, fixed).withRateHz(100)),
                List.of(StreamSpec.tensor(ElementType.I16, fixed, Axis.dynamic("frame"))),
                List.of(StreamSpec.tensor(ElementType.F32, fixed, fixed, fixed).withUnit("V")),
                List.of(StreamSpec.tensor(ElementType.F32, fixed), StreamSpec.tensor(ElementType.F32, fixed)));
    }
}
