package io.millrace.protocol;

import com.google.protobuf.ByteString;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Shape;
import io.millrace.protocol.v1.Bundle;
import io.millrace.protocol.v1.Events;
import io.millrace.protocol.v1.SparseTensor;
import io.millrace.protocol.v1.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Payloads to messages and back; every length is checked against the shape before anything is allocated by it. */
final class PayloadMessages {

    /** Most axes of a tensor. */
    static final int MAX_RANK = 8;
    /** Deepest nesting of bundles. */
    static final int MAX_DEPTH = 8;
    /** Most parts of a bundle. */
    static final int MAX_PARTS = 1024;

    private PayloadMessages() {}

    static Tensor message(io.millrace.api.frame.Tensor tensor) {
        return Tensor.newBuilder()
                .setType(io.millrace.protocol.v1.ElementType.valueOf(
                        tensor.type().name()))
                .addAllShape(extents(tensor.shape()))
                .setData(Elements.bytes(tensor))
                .build();
    }

    static SparseTensor message(io.millrace.api.frame.SparseTensor sparse) {
        return SparseLayouts.smallest(sparse, extents(sparse.shape()));
    }

    static Events message(io.millrace.api.frame.Events events) {
        return Events.newBuilder()
                .setTimeNanos(Elements.bytes(events.timeNanos()))
                .setAddress(Elements.bytes(events.address()))
                .setPolarity(Elements.bytes(events.polarity()))
                .build();
    }

    static Bundle message(io.millrace.api.frame.Bundle bundle) {
        Bundle.Builder message = Bundle.newBuilder();
        for (int i = 0; i < bundle.size(); i++) {
            Bundle.Part.Builder part =
                    Bundle.Part.newBuilder().setName(bundle.names().get(i));
            Payload payload = bundle.part(i);
            if (payload instanceof io.millrace.api.frame.Tensor tensor) {
                part.setTensor(message(tensor));
            } else if (payload instanceof io.millrace.api.frame.SparseTensor sparse) {
                part.setSparse(message(sparse));
            } else if (payload instanceof io.millrace.api.frame.Events events) {
                part.setEvents(message(events));
            } else {
                part.setBundle(message((io.millrace.api.frame.Bundle) payload));
            }
            message.addParts(part);
        }
        return message.build();
    }

    static io.millrace.api.frame.Tensor payload(Tensor message) throws MalformedFrameException {
        ElementType type = type(message.getType(), message.getTypeValue());
        Shape shape = shape(message.getShapeList(), type.bytes());
        long expected = (long) shape.elements() * type.bytes();
        if (message.getData().size() != expected) {
            throw new MalformedFrameException("tensor data does not fill the shape: bytes="
                    + message.getData().size() + ", type=" + type + ", shape=" + shape + " (expected " + expected
                    + " bytes)");
        }
        return Elements.tensor(type, shape, message.getData());
    }

    static io.millrace.api.frame.SparseTensor payload(SparseTensor message) throws MalformedFrameException {
        Shape shape = shape(message.getShapeList(), Float.BYTES);
        return SparseLayouts.read(message, shape);
    }

    static io.millrace.api.frame.Events payload(Events message) throws MalformedFrameException {
        whole("time_nanos", message.getTimeNanos(), Long.BYTES);
        whole("address", message.getAddress(), Integer.BYTES);
        try {
            return io.millrace.api.frame.Events.of(
                    Elements.longs(message.getTimeNanos()),
                    Elements.ints(message.getAddress()),
                    message.getPolarity().toByteArray());
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException(String.valueOf(e.getMessage()), e);
        }
    }

    static io.millrace.api.frame.Bundle payload(Bundle message, int depth) throws MalformedFrameException {
        if (depth > MAX_DEPTH || message.getPartsCount() > MAX_PARTS) {
            throw new MalformedFrameException("bundle too large: depth=" + depth + ", parts=" + message.getPartsCount()
                    + " (expected depth at most " + MAX_DEPTH + ", parts at most " + MAX_PARTS + ")");
        }
        List<String> names = new ArrayList<>(message.getPartsCount());
        Set<String> seen = new HashSet<>();
        Payload[] values = new Payload[message.getPartsCount()];
        for (int i = 0; i < values.length; i++) {
            Bundle.Part part = message.getParts(i);
            if (!seen.add(part.getName())) {
                throw new MalformedFrameException(
                        "bundle part repeated: name=" + part.getName() + ", index=" + i + " (expected unique names)");
            }
            names.add(part.getName());
            values[i] = payload(part, depth);
        }
        return io.millrace.api.frame.Bundle.of(List.copyOf(names), values);
    }

    private static Payload payload(Bundle.Part part, int depth) throws MalformedFrameException {
        return switch (part.getPayloadCase()) {
            case TENSOR -> payload(part.getTensor());
            case SPARSE -> payload(part.getSparse());
            case EVENTS -> payload(part.getEvents());
            case BUNDLE -> payload(part.getBundle(), depth + 1);
            case PAYLOAD_NOT_SET ->
                throw new MalformedFrameException(
                        "payload is missing: part=" + part.getName() + " (expected tensor, sparse, events or bundle)");
        };
    }

    private static ElementType type(io.millrace.protocol.v1.ElementType type, int number)
            throws MalformedFrameException {
        return switch (type) {
            case F32 -> ElementType.F32;
            case F64 -> ElementType.F64;
            case I8 -> ElementType.I8;
            case U8 -> ElementType.U8;
            case I16 -> ElementType.I16;
            case I32 -> ElementType.I32;
            case I64 -> ElementType.I64;
            case BOOL -> ElementType.BOOL;
            case ELEMENT_TYPE_UNSPECIFIED, UNRECOGNIZED ->
                throw new MalformedFrameException("element type not known: type=" + number + " (expected 1..8)");
        };
    }

    private static Shape shape(List<Integer> extents, int elementBytes) throws MalformedFrameException {
        if (extents.size() > MAX_RANK) {
            throw new MalformedFrameException(
                    "too many axes: rank=" + extents.size() + " (expected at most " + MAX_RANK + ")");
        }
        try {
            Shape shape = Shape.of(extents.stream().mapToInt(Integer::intValue).toArray());
            Math.multiplyExact(shape.elements(), elementBytes);
            return shape;
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new MalformedFrameException(
                    "shape out of range: shape=" + extents + " (expected extents of 0 or more, below 2 GiB in all)", e);
        }
    }

    private static List<Integer> extents(Shape shape) {
        List<Integer> extents = new ArrayList<>(shape.rank());
        for (int axis = 0; axis < shape.rank(); axis++) {
            extents.add(shape.extent(axis));
        }
        return extents;
    }

    static void whole(String field, ByteString data, int size) throws MalformedFrameException {
        if (data.size() % size != 0) {
            throw new MalformedFrameException("field is cut off: field=" + field + ", bytes=" + data.size()
                    + " (expected a multiple of " + size + ")");
        }
    }
}
