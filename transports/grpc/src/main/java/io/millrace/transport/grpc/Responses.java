package io.millrace.transport.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Tensor;
import io.millrace.transport.grpc.inference.InferParameter;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Turns what a request brought out into responses: the k-th response has the k-th frame of every output. */
final class Responses {

    private static final String FINAL = "triton_final_response";

    private static final Map<Origin, InferParameter> ORIGINS = new EnumMap<>(Origin.class);

    static {
        for (Origin origin : Origin.values()) {
            String word = origin.name().toLowerCase(Locale.ROOT);
            ORIGINS.put(origin, InferParameter.newBuilder().setStringParam(word).build());
        }
    }

    private Responses() {}

    /** How an origin is told. */
    static InferParameter parameter(Origin origin) {
        return Objects.requireNonNull(ORIGINS.get(origin));
    }

    static List<ModelInferResponse> of(ServedPipeline pipeline, InferRequest request, List<List<Frame>> given) {
        int count = 0;
        for (List<Frame> frames : given) {
            count = Math.max(count, frames.size());
        }
        List<ModelInferResponse> responses = new ArrayList<>(Math.max(1, count));
        for (int k = 0; k < count; k++) {
            ModelInferResponse.Builder response = begin(pipeline, request);
            boolean stamped = false;
            for (int output = 0; output < given.size(); output++) {
                if (k < given.get(output).size()) {
                    Frame frame = given.get(output).get(k);
                    int before = response.getOutputsCount();
                    write(response, pipeline.outputs().get(output).name(), frame, request);
                    if (!stamped && response.getOutputsCount() > before) {
                        stamp(response, frame);
                        stamped = true;
                    }
                }
            }
            if (response.getOutputsCount() > 0) {
                responses.add(finish(response, request, k == count - 1));
            }
        }
        if (request.tellsEnd() && responses.isEmpty()) {
            responses.add(finish(begin(pipeline, request), request, true));
        }
        return responses;
    }

    /** A response without outputs. */
    static ModelInferResponse empty(ServedPipeline pipeline, InferRequest request) {
        return begin(pipeline, request).build();
    }

    private static ModelInferResponse.Builder begin(ServedPipeline pipeline, InferRequest request) {
        return ModelInferResponse.newBuilder()
                .setModelName(pipeline.name())
                .setModelVersion(Registry.VERSION)
                .setId(request.id());
    }

    private static ModelInferResponse finish(ModelInferResponse.Builder response, InferRequest request, boolean last) {
        if (request.tellsEnd()) {
            response.putParameters(
                    FINAL, InferParameter.newBuilder().setBoolParam(last).build());
        }
        return response.build();
    }

    /** Of the frame that was measured first among those of a response: output order decides. */
    private static void stamp(ModelInferResponse.Builder response, Frame frame) {
        response.putParameters(
                InferRequest.OVMS_TIMESTAMP,
                InferParameter.newBuilder()
                        .setInt64Param(Math.floorDiv(frame.timeNanos(), 1000))
                        .build());
        response.putParameters(
                "timestamp_ns",
                InferParameter.newBuilder().setInt64Param(frame.timeNanos()).build());
        response.putParameters("provenance", parameter(frame.provenance().origin()));
    }

    private static void write(ModelInferResponse.Builder to, String output, Frame frame, InferRequest request) {
        OutputTensors.each(output, frame.payload(), (name, tensor) -> {
            String datatype = wanted(request, output, name);
            if (datatype == null) {
                return;
            }
            if (datatype.isEmpty() || tensor.type() != ElementType.F32) {
                OutputTensors.write(to, name, tensor, request.raw());
            } else {
                writeHalf(to, name, tensor, datatype);
            }
        });
    }

    private static @org.jspecify.annotations.Nullable String wanted(InferRequest request, String output, String name) {
        if (request.outputs().isEmpty()) {
            return "";
        }
        String whole = request.outputs().get(output);
        return whole == null ? request.outputs().get(name) : whole;
    }

    /** 16-bit floats have only a raw form, so the other outputs of such a response must be raw as well. */
    private static void writeHalf(ModelInferResponse.Builder to, String name, Tensor tensor, String datatype) {
        InferOutputTensor.Builder output =
                InferOutputTensor.newBuilder().setName(name).setDatatype(datatype);
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
            output.addShape(tensor.shape().extent(axis));
        }
        float[] values = tensor.floats();
        ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(datatype.equals("FP16") ? Halves.toHalf(value) : Halves.toBfloat(value));
        }
        bytes.flip();
        to.addRawOutputContents(UnsafeByteOperations.unsafeWrap(bytes));
        to.addOutputs(output);
    }
}
