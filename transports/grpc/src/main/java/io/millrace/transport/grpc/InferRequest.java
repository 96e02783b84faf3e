package io.millrace.transport.grpc;

import com.google.protobuf.ByteString;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.Port;
import io.millrace.transport.grpc.inference.InferParameter;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that has been checked whole, before it touches any state.
 *
 * @param id the client's name for it
 * @param tensors what it brings, in its order
 * @param outputs the outputs that are wanted, each with its datatype or empty for the output's own; empty map for all
 * @param raw whether tensors travel raw
 * @param timeNanos when it was measured, ns, or null to count on from the request before
 * @param uncertaintyNanos half width of the interval that the time is known to
 * @param origin where it comes from, or null for what the pipeline states
 * @param sequence name of the sequence it belongs to, or empty
 * @param start whether the sequence begins with it
 * @param end whether the sequence ends with it
 * @param tellsEnd whether the client wants to know which response is the last
 * @param settings what else it states: settings of nodes, if it is the first of its sequence
 */
record InferRequest(
        String id,
        List<Input> tensors,
        Map<String, String> outputs,
        boolean raw,
        @Nullable Long timeNanos,
        long uncertaintyNanos,
        @Nullable Origin origin,
        String sequence,
        boolean start,
        boolean end,
        boolean tellsEnd,
        Map<String, String> settings) {

    /** The same, answered with raw tensors. */
    InferRequest answeredRaw() {
        return new InferRequest(
                id,
                tensors,
                outputs,
                true,
                timeNanos,
                uncertaintyNanos,
                origin,
                sequence,
                start,
                end,
                tellsEnd,
                settings);
    }

    /** Wall time of the media pipeline in microseconds, in OpenVINO Model Server's convention. */
    static final String OVMS_TIMESTAMP = "OVMS_MP_TIMESTAMP";

    private static final int MAX_PARAMETERS = 256;
    private static final int MAX_OUTPUTS = 1024;

    /** A tensor for an input. */
    record Input(int input, Tensor tensor) {}

    static InferRequest read(ModelInferRequest message, ServedPipeline pipeline) throws RequestException {
        if (message.getParametersCount() > MAX_PARAMETERS || message.getOutputsCount() > MAX_OUTPUTS) {
            throw RequestException.invalid("request is too long: parameters=" + message.getParametersCount()
                    + ", outputs=" + message.getOutputsCount() + " (expected at most " + MAX_PARAMETERS + " and "
                    + MAX_OUTPUTS + ")");
        }
        Parameters parameters = new Parameters(message.getParametersMap());
        return new InferRequest(
                message.getId(),
                tensors(message, pipeline),
                outputs(message, pipeline),
                isRaw(message),
                parameters.timeNanos(),
                parameters.nonNegative("timestamp_uncertainty_ns"),
                parameters.origin(),
                parameters.sequence(),
                parameters.flag("sequence_start"),
                parameters.flag("sequence_end"),
                parameters.flag("triton_enable_empty_final_response"),
                parameters.settings());
    }

    /** An answer is written as the request is, but 16-bit floats have a raw form only. */
    private static boolean isRaw(ModelInferRequest message) {
        return message.getRawInputContentsCount() > 0
                || message.getInputsCount() == 0
                || message.getOutputsList().stream().anyMatch(o -> o.containsParameters("datatype"));
    }

    private static List<Input> tensors(ModelInferRequest message, ServedPipeline pipeline) throws RequestException {
        List<Port> ports = pipeline.inputs();
        int raw = message.getRawInputContentsCount();
        int count = message.getInputsCount();
        if (raw > 0 && raw != count) {
            throw RequestException.invalid("raw contents do not match the inputs: raw_input_contents=" + raw
                    + ", inputs=" + count + " (expected an entry for every input)");
        }
        if (count > ports.size()) {
            throw RequestException.invalid(
                    "too many inputs: inputs=" + count + " (expected at most " + ports.size() + ")");
        }
        List<Input> inputs = new ArrayList<>(count);
        Set<String> seen = count > 1 ? new HashSet<>() : Set.of();
        for (int i = 0; i < count; i++) {
            ModelInferRequest.InferInputTensor tensor = message.getInputs(i);
            int index = index(ports, tensor.getName());
            if (count > 1 && !seen.add(tensor.getName())) {
                throw RequestException.invalid(
                        "input occurs twice: input=" + tensor.getName() + " (expected each input once)");
            }
            if (raw > 0 && tensor.hasContents()) {
                throw RequestException.invalid("tensor has contents twice: input=" + tensor.getName()
                        + " (expected either contents or raw_input_contents)");
            }
            ByteString bytes = raw > 0 ? message.getRawInputContents(i) : null;
            List<Tensor> read = InputTensors.read(tensor, bytes, ports.get(index));
            for (int k = 0; k < read.size(); k++) {
                inputs.add(new Input(index, read.get(k)));
            }
        }
        return inputs;
    }

    private static int index(List<Port> ports, String name) throws RequestException {
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).name().equals(name)) {
                return i;
            }
        }
        throw RequestException.invalid("no such input: input=" + Datatype.printable(name) + " (expected one of "
                + ports.stream().map(Port::name).toList() + ")");
    }

    private static Map<String, String> outputs(ModelInferRequest message, ServedPipeline pipeline)
            throws RequestException {
        if (message.getOutputsCount() == 0) {
            return Map.of();
        }
        Set<String> known = new HashSet<>();
        for (Port output : pipeline.outputs()) {
            known.add(output.name());
            OutputTensors.ports(output).forEach(p -> known.add(p.name()));
        }
        Map<String, String> wanted = new HashMap<>();
        for (ModelInferRequest.InferRequestedOutputTensor output : message.getOutputsList()) {
            if (!known.contains(output.getName())) {
                throw RequestException.invalid("no such output: output=" + Datatype.printable(output.getName())
                        + " (expected one of " + known.stream().sorted().toList() + ")");
            }
            String datatype = output.getParametersMap()
                    .getOrDefault("datatype", InferParameter.getDefaultInstance())
                    .getStringParam();
            if (!datatype.isEmpty() && !datatype.equals("FP16") && !datatype.equals("BF16")) {
                throw RequestException.invalid("output has no such datatype: output=" + output.getName() + ", datatype="
                        + Datatype.printable(datatype) + " (expected FP16, BF16, or none for its own)");
            }
            wanted.put(output.getName(), datatype);
        }
        return wanted;
    }

    /** Parameters of a request, each of the type that its name asks for. */
    private record Parameters(Map<String, InferParameter> all) {

        private static final Set<String> RESERVED = Set.of(
                "sequence_id",
                "sequence_start",
                "sequence_end",
                "priority",
                "timeout",
                "headers",
                "timestamp_ns",
                "timestamp_uncertainty_ns",
                "clock_domain",
                "provenance",
                "delta_base",
                "keyframe",
                "binary_data_output");

        boolean flag(String name) throws RequestException {
            InferParameter value = all.get(name);
            if (value == null) {
                return false;
            }
            require(value.hasBoolParam(), name, value, "a bool");
            return value.getBoolParam();
        }

        @Nullable Long integer(String name) throws RequestException {
            InferParameter value = all.get(name);
            if (value == null) {
                return null;
            }
            if (value.hasUint64Param()) {
                require(value.getUint64Param() >= 0, name, value, "below 9223372036854775808");
                return value.getUint64Param();
            }
            require(value.hasInt64Param(), name, value, "an int64");
            return value.getInt64Param();
        }

        long nonNegative(String name) throws RequestException {
            Long value = integer(name);
            if (value != null && value < 0) {
                throw RequestException.invalid(
                        "parameter out of range: parameter=" + name + ", value=" + value + " (expected 0 or more)");
            }
            return value == null ? 0 : value;
        }

        @Nullable Long timeNanos() throws RequestException {
            Long nanos = integer("timestamp_ns");
            Long micros = integer(OVMS_TIMESTAMP);
            if (nanos != null || micros == null) {
                return nanos;
            }
            if (Math.abs(micros / 2) > Long.MAX_VALUE / 2000) {
                throw RequestException.invalid("parameter out of range: parameter=" + OVMS_TIMESTAMP + ", value="
                        + micros + " (expected microseconds within 292 years)");
            }
            return micros * 1000;
        }

        @Nullable Origin origin() throws RequestException {
            InferParameter value = all.get("provenance");
            if (value == null) {
                return null;
            }
            for (Origin origin : Origin.values()) {
                if (origin.name().toLowerCase(Locale.ROOT).equals(value.getStringParam())) {
                    return origin;
                }
            }
            throw RequestException.invalid("origin not known: parameter=provenance, value="
                    + Datatype.printable(value.getStringParam()) + " (expected real, replay or simulated)");
        }

        String sequence() throws RequestException {
            InferParameter value = all.get("sequence_id");
            if (value == null) {
                return "";
            }
            if (value.hasStringParam()) {
                require(value.getStringParam().length() <= 128, "sequence_id", value, "at most 128 characters");
                return value.getStringParam().isEmpty() ? "" : "s" + value.getStringParam();
            }
            require(value.hasInt64Param() || value.hasUint64Param(), "sequence_id", value, "an integer or a string");
            long number = value.hasInt64Param() ? value.getInt64Param() : value.getUint64Param();
            return number == 0 ? "" : "n" + Long.toUnsignedString(number);
        }

        Map<String, String> settings() {
            if (all.isEmpty()) {
                return Map.of();
            }
            Map<String, String> rest = new HashMap<>();
            all.forEach((name, value) -> {
                if (!RESERVED.contains(name) && !name.startsWith("triton_") && !name.startsWith("OVMS_")) {
                    rest.put(name, text(value));
                }
            });
            return rest;
        }

        private static String text(InferParameter value) {
            return switch (value.getParameterChoiceCase()) {
                case BOOL_PARAM -> String.valueOf(value.getBoolParam());
                case INT64_PARAM -> String.valueOf(value.getInt64Param());
                case UINT64_PARAM -> Long.toUnsignedString(value.getUint64Param());
                case DOUBLE_PARAM -> String.valueOf(value.getDoubleParam());
                case STRING_PARAM -> value.getStringParam();
                case PARAMETERCHOICE_NOT_SET -> "";
            };
        }

        private static void require(boolean holds, String name, InferParameter value, String expected)
                throws RequestException {
            if (!holds) {
                throw RequestException.invalid("parameter not understood: parameter=" + name + ", value="
                        + Datatype.printable(text(value)) + " (expected " + expected + ")");
            }
        }
    }
}
