package io.millrace.transport.netty;

import io.millrace.api.frame.Events;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.transport.SourceContext;
import io.millrace.protocol.FrameMessages;
import io.millrace.protocol.MalformedFrameException;

/**
 * Messages as frames of the declared stream. Number, time and provenance are the sender's; the claim of origin is the
 * weaker of the sender's and the source's. Event loop only.
 */
final class FrameRecords implements PrefixedHandler.Records {

    private final StreamSpec spec;
    private final SourceContext context;
    private final Delivery delivery;
    private final IdleWatch watch;

    FrameRecords(StreamSpec spec, SourceContext context, Delivery delivery, IdleWatch watch) {
        this.spec = spec;
        this.context = context;
        this.delivery = delivery;
        this.watch = watch;
    }

    @Override
    public void accept(byte[] record) {
        Frame frame;
        try {
            frame = FrameMessages.parse(record);
        } catch (MalformedFrameException e) {
            delivery.lost(Losses.MALFORMED_MESSAGE, 1);
            return;
        }
        if (fits(frame.payload())) {
            watch.heard();
            delivery.deliver(received(frame));
        } else {
            delivery.lost(Losses.UNEXPECTED_PAYLOAD, 1);
        }
    }

    private boolean fits(Payload payload) {
        if (spec.kind() == PayloadKind.EVENTS) {
            return payload instanceof Events events && inRange(events.address());
        }
        return payload instanceof Tensor tensor && tensor.type() == spec.element() && fits(tensor.shape());
    }

    private boolean inRange(int[] addresses) {
        int end = spec.shape().elements();
        for (int address : addresses) {
            if (address < 0 || address >= end) {
                return false;
            }
        }
        return true;
    }

    private boolean fits(Shape shape) {
        if (shape.rank() != spec.axes().size()) {
            return false;
        }
        for (int i = 0; i < shape.rank(); i++) {
            Axis axis = spec.axes().get(i);
            if (!axis.isDynamic() && axis.size() != shape.extent(i)) {
                return false;
            }
        }
        return true;
    }

    private Frame received(Frame frame) {
        Provenance claimed = frame.provenance();
        Provenance provenance = new Provenance(
                claimed.origin().weaker(context.provenance().origin()),
                claimed.sensors(),
                claimed.models(),
                claimed.execution());
        return new Frame(
                frame.sequence(),
                frame.timeNanos(),
                frame.uncertaintyNanos(),
                context.clock().epochNanos(),
                frame.payload(),
                provenance);
    }
}
