package io.millrace.transport.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.transport.grpc.inference.InferParameter;
import io.millrace.transport.grpc.inference.InferTensorContents;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An inference request of KServe v2's REST protocol as the message of its gRPC twin, so that both are checked by one code.
 * Tensors are JSON arrays, nested or flat, or, with the extension for binary data, bytes behind the JSON.
 */
final class RestRequest {

    private static final int MAX_DEPTH = 32;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .build();

    private final JsonNode root;
    private final ByteBuffer binary;
    private final Map<String, Boolean> binaryOutputs = new HashMap<>();
    private boolean binaryByDefault;

    private RestRequest(JsonNode root, ByteBuffer binary) {
        this.root = root;
        this.binary = binary;
    }

    /**
     * Reads a body.
     *
     * @param body the body
     * @param jsonBytes how much of it is JSON, the rest is binary; -1 for all
     */
    static RestRequest read(ByteBuffer body, int jsonBytes) throws RequestException {
        int length = jsonBytes < 0 ? body.remaining() : jsonBytes;
        if (length > body.remaining()) {
            throw RequestException.invalid("JSON is cut off: inference-header-content-length=" + length
                    + ", body-bytes=" + body.remaining() + " (expected at most the length of the body)");
        }
        byte[] text = new byte[length];
        body.get(text);
        try {
            JsonNode root = JSON.readTree(text);
            if (!root.isObject()) {
                throw RequestException.invalid(
                        "body is no JSON object (expected inputs, and perhaps id, parameters, outputs)");
            }
            return new RestRequest(root, body.slice());
        } catch (JacksonException e) {
            throw RequestException.invalid("body is no JSON: cause=" + Datatype.printable(e.getOriginalMessage())
                    + " (expected an object with inputs)");
        }
    }

    /** The message of the gRPC twin. */
    ModelInferRequest message(String model, String version) throws RequestException {
        ModelInferRequest.Builder message =
                ModelInferRequest.newBuilder().setModelName(model).setModelVersion(version);
        message.setId(root.path("id").asString(""));
        parameters(root.path("parameters"), message);
        outputs(message);
        int raw = 0;
        int count = 0;
        for (JsonNode input : array("inputs")) {
            count++;
            raw += input(input, message) ? 1 : 0;
        }
        if (raw > 0 && raw < count) {
            throw RequestException.invalid("inputs are partly binary: inputs=" + count + ", binary=" + raw
                    + " (expected all or none with binary_data_size)");
        }
        if (binary.hasRemaining()) {
            throw RequestException.invalid("binary data is too long: left=" + binary.remaining()
                    + " (expected the sum of binary_data_size and nothing behind it)");
        }
        return message.build();
    }

    /** Whether an output is wanted as bytes. */
    boolean isBinary(String output) {
        return binaryOutputs.getOrDefault(output, binaryByDefault);
    }

    private JsonNode array(String key) throws RequestException {
        JsonNode value = root.path(key);
        if (!value.isMissingNode() && !value.isArray()) {
            throw RequestException.invalid(
                    "value is no array: key=" + key + ", found=" + value.getNodeType() + " (expected an array)");
        }
        return value;
    }

    private void parameters(JsonNode from, ModelInferRequest.Builder to) throws RequestException {
        for (Map.Entry<String, JsonNode> entry : from.properties()) {
            if (entry.getKey().equals("binary_data_output")) {
                binaryByDefault = entry.getValue().asBoolean(false);
            } else {
                to.putParameters(entry.getKey(), parameter(entry.getKey(), entry.getValue()));
            }
        }
    }

    private static InferParameter parameter(String key, JsonNode value) throws RequestException {
        InferParameter.Builder parameter = InferParameter.newBuilder();
        if (value.isBoolean()) {
            return parameter.setBoolParam(value.asBoolean()).build();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return parameter.setInt64Param(value.asLong()).build();
        }
        if (value.isNumber()) {
            return parameter.setDoubleParam(value.asDouble()).build();
        }
        if (value.isString()) {
            return parameter.setStringParam(value.asString()).build();
        }
        throw RequestException.invalid("parameter is not understood: key=" + Datatype.printable(key) + ", found="
                + value.getNodeType() + " (expected a truth value, a number or a string)");
    }

    private void outputs(ModelInferRequest.Builder message) throws RequestException {
        for (JsonNode output : array("outputs")) {
            String name = output.path("name").asString("");
            ModelInferRequest.InferRequestedOutputTensor.Builder wanted =
                    ModelInferRequest.InferRequestedOutputTensor.newBuilder().setName(name);
            for (Map.Entry<String, JsonNode> entry : output.path("parameters").properties()) {
                if (entry.getKey().equals("binary_data")) {
                    binaryOutputs.put(name, entry.getValue().asBoolean(false));
                } else {
                    wanted.putParameters(entry.getKey(), parameter(entry.getKey(), entry.getValue()));
                }
            }
            message.addOutputs(wanted);
        }
    }

    private boolean input(JsonNode from, ModelInferRequest.Builder message) throws RequestException {
        String name = from.path("name").asString("");
        String datatype = from.path("datatype").asString("");
        ModelInferRequest.InferInputTensor.Builder tensor =
                ModelInferRequest.InferInputTensor.newBuilder().setName(name).setDatatype(datatype);
        for (JsonNode extent : from.path("shape")) {
            if (!extent.isIntegralNumber() || !extent.canConvertToLong()) {
                throw RequestException.invalid("extent is no whole number: input=" + Datatype.printable(name)
                        + ", found=" + Datatype.printable(extent.toString()) + " (expected 0 or more)");
            }
            tensor.addShape(extent.asLong());
        }
        JsonNode size = from.path("parameters").path("binary_data_size");
        boolean raw = !size.isMissingNode();
        if (raw) {
            message.addRawInputContents(bytes(name, size));
        } else {
            InferTensorContents.Builder contents = InferTensorContents.newBuilder();
            contents(name, Datatype.parse(datatype), from.path("data"), contents);
            tensor.setContents(contents);
        }
        message.addInputs(tensor);
        return raw;
    }

    private ByteString bytes(String input, JsonNode size) throws RequestException {
        long length = size.isIntegralNumber() && size.canConvertToLong() ? size.asLong() : -1;
        if (length < 0 || length > binary.remaining()) {
            throw RequestException.invalid("binary data is cut off: input=" + Datatype.printable(input)
                    + ", binary_data_size=" + Datatype.printable(size.toString()) + ", left=" + binary.remaining()
                    + " (expected that many bytes behind the JSON)");
        }
        ByteBuffer part = binary.slice(binary.position(), (int) length);
        binary.position(binary.position() + (int) length);
        return UnsafeByteOperations.unsafeWrap(part);
    }

    private static void contents(String input, Datatype type, JsonNode data, InferTensorContents.Builder to)
            throws RequestException {
        if (data.isArray()) {
            for (JsonNode element : data) {
                contents(input, type, element, to);
            }
        } else if (!data.isMissingNode()) {
            element(input, type, data, to);
        }
    }

    private static void element(String input, Datatype type, JsonNode value, InferTensorContents.Builder to)
            throws RequestException {
        boolean fits = switch (type) {
            case BOOL -> value.isBoolean();
            case BYTES -> value.isString();
            case FP16, BF16, FP32, FP64 -> value.isNumber();
            case UINT64 -> value.isIntegralNumber() && value.bigIntegerValue().bitLength() <= Long.SIZE;
            default -> value.isIntegralNumber() && value.canConvertToLong();
        };
        if (!fits) {
            throw RequestException.invalid("element does not fit: input=" + Datatype.printable(input) + ", datatype="
                    + type
                    + ", found=" + Datatype.printable(value.toString()) + " (expected "
                    + (type == Datatype.BOOL ? "true or false" : type == Datatype.BYTES ? "a string" : "a number")
                    + ")");
        }
        switch (type) {
            case BOOL -> to.addBoolContents(value.asBoolean());
            case BYTES -> to.addBytesContents(ByteString.copyFrom(value.asString(), StandardCharsets.UTF_8));
            case FP64 -> to.addFp64Contents(value.asDouble());
            case FP16, BF16, FP32 -> to.addFp32Contents((float) value.asDouble());
            case INT64 -> to.addInt64Contents(value.asLong());
            case UINT64 -> to.addUint64Contents(value.bigIntegerValue().longValue());
            case INT8, INT16, INT32 -> to.addIntContents(narrow(input, type, value));
            default -> to.addUintContents(narrow(input, type, value));
        }
    }

    private static int narrow(String input, Datatype type, JsonNode value) throws RequestException {
        long number = value.asLong();
        int bits = Byte.SIZE * type.bytes();
        boolean signed = type == Datatype.INT8 || type == Datatype.INT16 || type == Datatype.INT32;
        long low = signed ? -(1L << (bits - 1)) : 0;
        long high = signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
        if (number < low || number > high) {
            throw RequestException.invalid("value out of range: input=" + Datatype.printable(input) + ", value="
                    + number + " (expected what fits " + type + ")");
        }
        return (int) number;
    }
}
