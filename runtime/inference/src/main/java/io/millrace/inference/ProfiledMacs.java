package io.millrace.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Adds up the multiply-accumulates in a profile of ONNX Runtime: JSON events, one for each node that ran, with {@code
 * "op_name" : "Conv"} and {@code "input_type_shape" : [{"float":[1,8,14,14]}, ...]}, outputs alike. Only these three
 * fields are looked at.
 */
final class ProfiledMacs {

    private static final Pattern OPERATOR = Pattern.compile("\"op_name\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern INPUTS = shapes("input_type_shape");
    private static final Pattern OUTPUTS = shapes("output_type_shape");
    private static final Pattern SHAPE = Pattern.compile("\\{\"[^\"]*\":\\[([0-9,]*)]}");

    private ProfiledMacs() {}

    private static Pattern shapes(String key) {
        return Pattern.compile("\"" + key + "\"\\s*:\\s*\\[((?:\\{\"[^\"]*\":\\[[0-9,]*]},?)*)]");
    }

    static long sum(String profile) {
        long macs = 0;
        for (String event : profile.split("\"cat\"", -1)) {
            Matcher operator = OPERATOR.matcher(event);
            List<long[]> inputs = shapes(INPUTS.matcher(event));
            List<long[]> outputs = shapes(OUTPUTS.matcher(event));
            if (operator.find() && !inputs.isEmpty() && !outputs.isEmpty()) {
                macs += macs(operator.group(1), inputs, outputs.get(0));
            }
        }
        return macs;
    }

    private static List<long[]> shapes(Matcher list) {
        List<long[]> shapes = new ArrayList<>();
        if (list.find()) {
            Matcher shape = SHAPE.matcher(list.group(1));
            while (shape.find()) {
                shapes.add(Arrays.stream(shape.group(1).split(","))
                        .filter(s -> !s.isEmpty())
                        .mapToLong(Long::parseLong)
                        .toArray());
            }
        }
        return shapes;
    }

    private static long macs(String operator, List<long[]> inputs, long[] output) {
        long[] x = inputs.get(0);
        return switch (operator) {
            case "Conv", "ConvInteger" -> elements(output) * perChannel(inputs, 1);
            case "QLinearConv" -> elements(output) * perChannel(inputs, 3);
            case "ConvTranspose" -> elements(x) * perChannel(inputs, 1);
            // Rows times columns times inner length, whichever way x is transposed.
            case "Gemm" -> elements(x) * last(output);
            case "MatMul", "MatMulInteger", "QLinearMatMul" -> elements(output) * last(x);
            case "RNN" -> recurrent(1, x, output);
            case "GRU" -> recurrent(3, x, output);
            case "LSTM" -> recurrent(4, x, output);
            default -> 0;
        };
    }

    /** Products per step: x is [steps, batch, inputs], the output ends in [directions, batch, hidden]. */
    private static long recurrent(int gates, long[] x, long[] output) {
        if (x.length != 3 || output.length < 3) {
            return 0;
        }
        long hidden = last(output);
        return x[0] * x[1] * output[output.length - 3] * gates * hidden * (x[2] + hidden);
    }

    /** Weights behind one output of a convolution (behind one input, of a transposed one): all axes but the first. */
    private static long perChannel(List<long[]> inputs, int weights) {
        if (weights >= inputs.size()) {
            return 0;
        }
        long[] shape = inputs.get(weights);
        return shape.length == 0 ? 0 : elements(Arrays.copyOfRange(shape, 1, shape.length));
    }

    private static long elements(long[] shape) {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    private static long last(long[] shape) {
        return shape.length == 0 ? 1 : shape[shape.length - 1];
    }
}
