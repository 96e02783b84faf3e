package io.millrace.transport.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Events;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.SparseTensor;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Port;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.transport.grpc.inference.InferTensorContents;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What a pipeline gives, as tensors of a response. A bundle becomes one tensor for each part ({@code output.part}), events
 * become {@code .time_nanos}, {@code .address} and {@code .polarity}, a sparse tensor a dense one.
 */
final class OutputTensors {

    private OutputTensors() {}

    /** The tensors that an output gives. */
    static List<Port> ports(Port output) {
        List<Port> ports = new ArrayList<>();
        StreamSpec spec = output.spec();
        switch (spec.kind()) {
            case TENSOR, SPARSE -> ports.add(output);
            case EVENTS -> {
                Axis any = Axis.dynamic("event");
                ports.add(new Port(output.name() + ".time_nanos", StreamSpec.tensor(ElementType.I64, any)));
                ports.add(new Port(output.name() + ".address", StreamSpec.tensor(ElementType.I32, any)));
                ports.add(new Port(output.name() + ".polarity", StreamSpec.tensor(ElementType.I8, any)));
            }
            case BUNDLE ->
                spec.fields()
                        .forEach((name, field) -> ports.addAll(ports(new Port(output.name() + "." + name, field))));
        }
        return ports;
    }

    /** Hands over each tensor of a payload with its name. */
    static void each(String name, Payload payload, BiConsumer<String, Tensor> to) {
        if (payload instanceof Tensor tensor) {
            to.accept(name, tensor);
        } else if (payload instanceof SparseTensor sparse) {
            to.accept(name, sparse.toDense());
        } else if (payload instanceof Events events) {
            Shape shape = Shape.of(events.count());
            to.accept(name + ".time_nanos", Tensor.of(shape, events.timeNanos()));
            to.accept(name + ".address", Tensor.of(shape, events.address()));
            to.accept(name + ".polarity", Tensor.ofBytes(ElementType.I8, shape, events.polarity()));
        } else {
            Bundle bundle = (Bundle) payload;
            for (int i = 0; i < bundle.size(); i++) {
                each(name + "." + bundle.names().get(i), bundle.part(i), to);
            }
        }
    }

    /** Adds a tensor to a response, as the request's own tensors were: raw or typed. */
    static void write(ModelInferResponse.Builder to, String name, Tensor tensor, boolean raw) {
        InferOutputTensor.Builder output = InferOutputTensor.newBuilder()
                .setName(name)
                .setDatatype(Datatype.of(tensor.type()).name());
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
            output.addShape(tensor.shape().extent(axis));
        }
        if (raw) {
            to.addRawOutputContents(raw(tensor));
        } else {
            output.setContents(typed(tensor));
        }
        to.addOutputs(output);
    }

    static ByteString raw(Tensor tensor) {
        if (tensor.type().bytes() == 1) {
            return UnsafeByteOperations.unsafeWrap(tensor.asBytes());
        }
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(tensor.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        switch (tensor.type()) {
            case F32 -> out.asFloatBuffer().put(tensor.floats());
            case F64 -> out.asDoubleBuffer().put(tensor.doubles());
            case I16 -> out.asShortBuffer().put(tensor.shorts());
            case I32 -> out.asIntBuffer().put(tensor.ints());
            default -> out.asLongBuffer().put(tensor.longs());
        }
        return UnsafeByteOperations.unsafeWrap(out);
    }

    private static InferTensorContents typed(Tensor tensor) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        switch (tensor.type()) {
            case F32 -> {
                for (float value : tensor.floats()) {
                    contents.addFp32Contents(value);
                }
            }
            case F64 -> {
                for (double value : tensor.doubles()) {
                    contents.addFp64Contents(value);
                }
            }
            case I64 -> {
                for (long value : tensor.longs()) {
                    contents.addInt64Contents(value);
                }
            }
            case I32 -> {
                for (int value : tensor.ints()) {
                    contents.addIntContents(value);
                }
            }
            case I16 -> {
                for (short value : tensor.shorts()) {
                    contents.addIntContents(value);
                }
            }
            case I8 -> {
                for (byte value : tensor.asBytes()) {
                    contents.addIntContents(value);
                }
            }
            case U8 -> {
                for (byte value : tensor.asBytes()) {
                    contents.addUintContents(value & 0xff);
                }
            }
            case BOOL -> {
                for (byte value : tensor.asBytes()) {
                    contents.addBoolContents(value != 0);
                }
            }
        }
        return contents.build();
    }
}
