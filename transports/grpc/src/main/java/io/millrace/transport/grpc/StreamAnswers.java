package io.millrace.transport.grpc;

import com.google.protobuf.CodedOutputStream;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.transport.grpc.inference.InferParameter;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelInferResponse.InferOutputTensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes what {@link Responses} builds, for the answers that streams consist of: dense tensors, raw, in their own datatype.
 * Any other answer is left to {@link Responses}. What does not change from frame to frame is serialised once. One thread.
 */
final class StreamAnswers {

    /** Longest parameter with a number: two tags and lengths, the key, the number. */
    private static final int NUMBER_BYTES = 48;

    private static final byte[] MICROS = key(InferRequest.OVMS_TIMESTAMP);
    private static final byte[] NANOS = key("timestamp_ns");
    private static final Map<Origin, byte[]> ORIGINS = new EnumMap<>(Origin.class);

    static {
        for (Origin origin : Origin.values()) {
            ORIGINS.put(
                    origin,
                    ModelInferResponse.newBuilder()
                            .putParameters("provenance", Responses.parameter(origin))
                            .build()
                            .toByteArray());
        }
    }

    private final ServedPipeline pipeline;
    private final byte[] model;
    private final @Nullable Head[] heads;
    private byte[] scratch = new byte[256];

    StreamAnswers(ServedPipeline pipeline) {
        this.pipeline = pipeline;
        this.model = ModelInferResponse.newBuilder()
                .setModelName(pipeline.name())
                .setModelVersion(Registry.VERSION)
                .build()
                .toByteArray();
        this.heads = new Head[pipeline.outputs().size()];
    }

    /** The only answer to a request, or null if there is none, or several, or it is not of the plain kind. */
    @Nullable StreamAnswer write(InferRequest request, List<List<Frame>> given) {
        if (!request.raw() || !request.outputs().isEmpty() || request.tellsEnd()) {
            return null;
        }
        Frame first = null;
        List<Tensor> tensors = new ArrayList<>(given.size());
        int at = 0;
        for (int output = 0; output < given.size(); output++) {
            List<Frame> frames = given.get(output);
            if (frames.isEmpty()) {
                continue;
            }
            Frame frame = frames.get(0);
            if (frames.size() > 1 || !(frame.payload() instanceof Tensor tensor)) {
                return null;
            }
            if (first == null) {
                first = frame;
                at = begin(request.id(), frame);
            }
            at = append(at, head(output, tensor));
            tensors.add(tensor);
        }
        return first == null ? null : StreamAnswer.of(scratch, at, tensors);
    }

    /** Model, id, and the parameters that {@link Responses} stamps. */
    private int begin(String id, Frame frame) {
        int at = append(0, model);
        if (!id.isEmpty()) {
            at = append(at, ModelInferResponse.newBuilder().setId(id).build().toByteArray());
        }
        at = number(at, MICROS, Math.floorDiv(frame.timeNanos(), 1000));
        at = number(at, NANOS, frame.timeNanos());
        return append(at, Objects.requireNonNull(ORIGINS.get(frame.provenance().origin())));
    }

    private byte[] head(int output, Tensor tensor) {
        Head known = heads[output];
        if (known == null || known.type != tensor.type() || !known.shape.equals(tensor.shape())) {
            known = new Head(pipeline.outputs().get(output).name(), tensor);
            heads[output] = known;
        }
        return known.bytes;
    }

    /** A parameter with a whole number: entry {key, value {int64_param}}, each length below 128. */
    private int number(int from, byte[] key, long value) {
        reserve(from + NUMBER_BYTES);
        int valueBytes = 1 + CodedOutputStream.computeInt64SizeNoTag(value);
        int at = from;
        scratch[at++] = 4 << 3 | 2;
        scratch[at++] = (byte) (key.length + 2 + valueBytes);
        System.arraycopy(key, 0, scratch, at, key.length);
        at += key.length;
        scratch[at++] = 2 << 3 | 2;
        scratch[at++] = (byte) valueBytes;
        scratch[at++] = InferParameter.INT64_PARAM_FIELD_NUMBER << 3;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            scratch[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        scratch[at++] = (byte) rest;
        return at;
    }

    /** The key of a map's entry. */
    private static byte[] key(String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] key = new byte[2 + text.length];
        key[0] = 1 << 3 | 2;
        key[1] = (byte) text.length;
        System.arraycopy(text, 0, key, 2, text.length);
        return key;
    }

    private int append(int at, byte[] bytes) {
        reserve(at + bytes.length);
        System.arraycopy(bytes, 0, scratch, at, bytes.length);
        return at + bytes.length;
    }

    private void reserve(int length) {
        if (length > scratch.length) {
            scratch = Arrays.copyOf(scratch, 2 * length);
        }
    }

    /** Name, datatype and shape of an output, serialised. */
    private static final class Head {

        private final ElementType type;
        private final Shape shape;
        private final byte[] bytes;

        Head(String name, Tensor tensor) {
            InferOutputTensor.Builder output = InferOutputTensor.newBuilder()
                    .setName(name)
                    .setDatatype(Datatype.of(tensor.type()).name());
            for (int axis = 0; axis < tensor.shape().rank(); axis++) {
                output.addShape(tensor.shape().extent(axis));
            }
            type = tensor.type();
            shape = tensor.shape();
            bytes = ModelInferResponse.newBuilder().addOutputs(output).build().toByteArray();
        }
    }
}
