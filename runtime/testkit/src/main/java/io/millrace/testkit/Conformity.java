package io.millrace.testkit;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.SparseTensor;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Port;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import java.util.List;

/** Compares what was emitted with what was promised. */
final class Conformity {

    private Conformity() {}

    static void require(Port port, Payload payload) {
        if (!fits(port.spec(), payload)) {
            throw new AssertionError("frame does not fit its output: output=" + port.name() + ", payload=" + payload
                    + " (expected " + port.spec() + ")");
        }
    }

    private static boolean fits(StreamSpec spec, Payload payload) {
        return switch (spec.kind()) {
            case TENSOR -> payload instanceof Tensor t && t.type() == spec.element() && fits(spec.axes(), t.shape());
            case SPARSE -> payload instanceof SparseTensor t && fits(spec.axes(), t.shape());
            case EVENTS -> payload instanceof Events e && fits(spec, e);
            case BUNDLE -> payload instanceof Bundle b && fits(spec, b);
        };
    }

    private static boolean fits(StreamSpec spec, Events events) {
        int addresses = spec.axes().isEmpty() || !spec.isStatic()
                ? Integer.MAX_VALUE
                : spec.shape().elements();
        for (int i = 0; i < events.count(); i++) {
            int address = events.address()[i];
            if (address < 0 || address >= addresses || Math.abs(events.polarity()[i]) != 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(List<Axis> axes, Shape shape) {
        boolean fits = axes.size() == shape.rank();
        for (int i = 0; fits && i < axes.size(); i++) {
            fits = axes.get(i).isDynamic() || axes.get(i).size() == shape.extent(i);
        }
        return fits;
    }

    private static boolean fits(StreamSpec spec, Bundle bundle) {
        boolean fits = List.copyOf(spec.fields().keySet()).equals(bundle.names());
        int part = 0;
        for (StreamSpec field : spec.fields().values()) {
            fits = fits && fits(field, bundle.part(part++));
        }
        return fits;
    }
}
