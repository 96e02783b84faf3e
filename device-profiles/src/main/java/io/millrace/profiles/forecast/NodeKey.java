package io.millrace.profiles.forecast;

import io.millrace.api.device.Calibration.Pace;
import io.millrace.api.device.Calibration.Spread;
import io.millrace.api.device.Calibration.Timed;
import io.millrace.api.operator.Port;
import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.stream.StreamSpec;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a node's time depends on: operator, kernel, what comes in, and the settings. Two nodes of one key are expected to
 * take the same time.
 *
 * @param operator operator or transport
 * @param kernel {@code java}, {@code onnx} or {@code delta}
 * @param in what its inputs carry, without rates
 * @param settings its settings, folders of files left out
 * @param macs multiply-accumulates that its contract states for a frame, 0 for none
 * @param bytes bytes of a frame of each input and output, and of the state
 */
public record NodeKey(String operator, String kernel, String in, String settings, long macs, long bytes) {

    private static final Pattern FOLDER = Pattern.compile("=[^,\\s]*/");

    /**
     * Finds the key of a node.
     *
     * @param plan the plan
     * @param node one of its nodes
     * @return the key
     */
    public static NodeKey of(Plan plan, PlannedNode node) {
        List<StreamSpec> inputs = plan.edges().stream()
                .filter(edge -> edge.to().equals(node.name()))
                .sorted(Comparator.comparingInt(PlannedEdge::input))
                .map(PlannedEdge::spec)
                .toList();
        long bytes = node.contract().stateBytes()
                + inputs.stream().mapToLong(StreamSpec::frameBytes).sum()
                + node.contract().outputs().stream()
                        .map(Port::spec)
                        .mapToLong(StreamSpec::frameBytes)
                        .sum();
        return new NodeKey(
                node.type(),
                kernel(node),
                inputs.stream().map(NodeKey::shape).collect(Collectors.joining(" + ")),
                FOLDER.matcher(String.join(", ", node.settings())).replaceAll("="),
                node.contract().macsPerFrame(),
                bytes);
    }

    /**
     * An entry of a profile's table.
     *
     * @param pace how the frames came
     * @param time how long it took
     * @return the entry
     */
    public Timed timed(Pace pace, Spread time) {
        return new Timed(operator, kernel, pace, in, settings, macs, bytes, time);
    }

    boolean isOf(Timed timed) {
        return isLike(timed) && timed.in().equals(in) && timed.settings().equals(settings);
    }

    boolean isLike(Timed timed) {
        return timed.operator().equals(operator) && timed.kernel().equals(kernel);
    }

    private static String shape(StreamSpec spec) {
        return spec.withRateHz(0)
                .withUnit("1")
                .withClockDomain(StreamSpec.HOST_CLOCK)
                .toString();
    }

    private static String kernel(PlannedNode node) {
        if (!node.type().equals("onnx")) {
            return "java";
        }
        return node.settings().stream().anyMatch(s -> s.startsWith("delta=") && !s.equals("delta=null"))
                ? "delta"
                : "onnx";
    }
}
