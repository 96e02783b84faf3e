package io.millrace.transport.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.millrace.transport.grpc.inference.InferParameter;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * An answer of the REST protocol.
 *
 * @param status HTTP status
 * @param type content type
 * @param body the body
 * @param jsonBytes how much of it is JSON if binary data follows, else -1
 */
record RestAnswer(int status, String type, ByteString body, int jsonBytes) {

    private static final String JSON = "application/json";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static RestAnswer json(int status, Object value) {
        return new RestAnswer(status, JSON, UnsafeByteOperations.unsafeWrap(MAPPER.writeValueAsBytes(value)), -1);
    }

    static RestAnswer text(int status, String type, String text) {
        return new RestAnswer(status, type, ByteString.copyFromUtf8(text), -1);
    }

    static RestAnswer error(int status, String reason) {
        return json(status, Map.of("error", reason));
    }

    static RestAnswer error(Status status) {
        int code = switch (status.getCode()) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case FAILED_PRECONDITION, ABORTED, ALREADY_EXISTS -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE, CANCELLED -> 503;
            case DEADLINE_EXCEEDED -> 504;
            default -> 500;
        };
        String reason = status.getDescription();
        return error(code, reason == null ? status.getCode().name() : reason);
    }

    /** What went wrong goes to the log, not to the client. */
    static RestAnswer unexpected(RestCall call, Exception cause) {
        System.getLogger(RestAnswer.class.getName())
                .log(
                        System.Logger.Level.ERROR,
                        "request failed: method=" + call.method() + ", path=" + call.path(),
                        cause);
        return error(500, "unexpected error: method=" + call.method() + " (see the server's log)");
    }

    /** A message with its fields by name: numbers as numbers, what is not set left out. */
    static Map<String, Object> map(Message message) {
        Map<String, Object> map = new LinkedHashMap<>();
        message.getAllFields().forEach((field, value) -> map.put(field.getName(), value(field, value)));
        return map;
    }

    private static Object value(FieldDescriptor field, Object value) {
        if (field.isMapField()) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (Object entry : (List<?>) value) {
                MapEntry<?, ?> pair = (MapEntry<?, ?>) entry;
                map.put(String.valueOf(pair.getKey()), single(pair.getValue()));
            }
            return map;
        }
        return value instanceof List<?> list
                ? list.stream().map(RestAnswer::single).toList()
                : single(value);
    }

    private static Object single(Object value) {
        if (value instanceof InferParameter parameter) {
            return parameter(parameter);
        }
        if (value instanceof Message message) {
            return map(message);
        }
        return value instanceof EnumValueDescriptor constant ? constant.getName() : value;
    }

    private static Object parameter(InferParameter parameter) {
        return switch (parameter.getParameterChoiceCase()) {
            case BOOL_PARAM -> parameter.getBoolParam();
            case INT64_PARAM -> parameter.getInt64Param();
            case DOUBLE_PARAM -> parameter.getDoubleParam();
            case UINT64_PARAM -> parameter.getUint64Param();
            case STRING_PARAM, PARAMETERCHOICE_NOT_SET -> parameter.getStringParam();
        };
    }

    /** A response whose tensors are raw: as numbers, or behind the JSON where the request wants them as bytes. */
    static RestAnswer of(ModelInferResponse response, RestRequest request) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model_name", response.getModelName());
        json.put("model_version", response.getModelVersion());
        if (!response.getId().isEmpty()) {
            json.put("id", response.getId());
        }
        if (response.getParametersCount() > 0) {
            Map<String, Object> parameters = new LinkedHashMap<>();
            response.getParametersMap().forEach((key, value) -> parameters.put(key, parameter(value)));
            json.put("parameters", parameters);
        }
        ByteString binary = ByteString.EMPTY;
        List<Object> outputs = new ArrayList<>();
        for (int i = 0; i < response.getOutputsCount(); i++) {
            ModelInferResponse.InferOutputTensor output = response.getOutputs(i);
            ByteString raw = response.getRawOutputContents(i);
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("name", output.getName());
            shown.put("datatype", output.getDatatype());
            shown.put("shape", output.getShapeList());
            if (request.isBinary(output.getName())) {
                shown.put("parameters", Map.of("binary_data_size", raw.size()));
                binary = binary.concat(raw);
            } else {
                shown.put("data", numbers(Datatype.valueOf(output.getDatatype()), raw));
            }
            outputs.add(shown);
        }
        json.put("outputs", outputs);
        ByteString text = UnsafeByteOperations.unsafeWrap(MAPPER.writeValueAsBytes(json));
        return binary.isEmpty()
                ? new RestAnswer(200, JSON, text, -1)
                : new RestAnswer(200, "application/octet-stream", text.concat(binary), text.size());
    }

    /** NaN and infinities have no JSON: they are null. */
    private static List<Object> numbers(Datatype type, ByteString raw) {
        ByteBuffer in = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        List<Object> numbers = new ArrayList<>(raw.size() / Math.max(1, type.bytes()));
        while (in.hasRemaining()) {
            Object number = switch (type) {
                case BOOL -> in.get() != 0;
                case INT8 -> in.get();
                case UINT8 -> in.get() & 0xff;
                case INT16 -> in.getShort();
                case UINT16 -> in.getShort() & 0xffff;
                case INT32 -> in.getInt();
                case UINT32 -> in.getInt() & 0xffffffffL;
                case INT64, UINT64 -> in.getLong();
                case FP16 -> Halves.fromHalf(in.getShort());
                case BF16 -> Halves.fromBfloat(in.getShort());
                case FP32 -> in.getFloat();
                case FP64 -> in.getDouble();
                case BYTES -> throw new IllegalStateException("no output of a pipeline holds strings");
            };
            numbers.add(number instanceof Number n && !Double.isFinite(n.doubleValue()) ? null : number);
        }
        return numbers;
    }
}
