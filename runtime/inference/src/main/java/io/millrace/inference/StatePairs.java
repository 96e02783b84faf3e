package io.millrace.inference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which output becomes which input at the next frame. Written as {@code input->output}; else found by those naming
 * conventions that leave no doubt: {@code past_X} and {@code present_X} (ONNX Runtime's transformer exports),
 * {@code past_key_values.X} and {@code present.X} (Optimum), {@code X_in} and {@code X_out}.
 */
final class StatePairs {

    private StatePairs() {}

    /** The pairs written in the settings, output by input; what names nothing in the model is refused. */
    static Map<String, String> written(List<String> pairs, ModelSignature model, Refusals refusals) {
        Map<String, String> outputs = new LinkedHashMap<>();
        for (String text : pairs) {
            String[] ends = text.split("->", -1);
            if (ends.length != 2) {
                refusals.refuse("setting not understood", "state=" + text, "input->output");
                continue;
            }
            String input = ends[0].strip();
            String output = ends[1].strip();
            if (model.input(input).isEmpty() || model.output(output).isEmpty()) {
                refusals.refuse(
                        "model has no such state",
                        "state=" + text,
                        "one of " + ModelSignature.names(model.inputs()) + " -> one of "
                                + ModelSignature.names(model.outputs()));
            } else if (outputs.containsValue(output) || outputs.put(input, output) != null) {
                refusals.refuse("state is given twice", "state=" + text, "each input and output once");
            }
        }
        return outputs;
    }

    /** The pairs that the names alone tell, output by input. */
    static Map<String, String> conventional(ModelSignature model, Set<String> fedOtherwise) {
        Map<String, String> outputs = new LinkedHashMap<>();
        for (ModelPort input : model.inputs()) {
            Optional<String> output = counterpart(input.name());
            if (output.isPresent() && model.output(output.get()).isPresent() && !fedOtherwise.contains(input.name())) {
                outputs.put(input.name(), output.get());
            }
        }
        return outputs;
    }

    private static Optional<String> counterpart(String input) {
        if (input.startsWith("past_key_values.")) {
            return Optional.of("present." + input.substring("past_key_values.".length()));
        }
        if (input.startsWith("past_")) {
            return Optional.of("present_" + input.substring("past_".length()));
        }
        return input.endsWith("_in")
                ? Optional.of(input.substring(0, input.length() - "_in".length()) + "_out")
                : Optional.empty();
    }
}
