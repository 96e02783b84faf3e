package io.millrace.inference;

import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what fills each input of a model: constants and states as written, then what the stream names, then states by
 * convention, then the one input that is left.
 */
final class Feeds {

    private final ModelSignature model;
    private final String inputName;
    private final StreamSpec stream;
    private final Refusals refusals;
    private final Map<String, ModelBinding.Feed> byInput = new LinkedHashMap<>();

    Feeds(ModelSignature model, String inputName, StreamSpec stream, Refusals refusals) {
        this.model = model;
        this.inputName = inputName;
        this.stream = stream;
        this.refusals = refusals;
    }

    /** What fills each input; inputs that nothing fills were refused and are missing. */
    Map<String, ModelBinding.Feed> decide(OnnxSettings settings) {
        Assignments.read("constants", settings.constants(), ModelSignature.names(model.inputs()), refusals)
                .forEach((name, number) -> put(name, new ModelBinding.Constant(number)));
        StatePairs.written(settings.state(), model, refusals)
                .forEach((input, output) -> put(input, new ModelBinding.Recurrent(output)));
        switch (stream.kind()) {
            case TENSOR -> {
                findStates(settings);
                feedTensor();
            }
            case BUNDLE -> feedParts(settings);
            case SPARSE, EVENTS ->
                refusals.refuse(
                        "model cannot take this stream",
                        "input=" + inputName + ", stream=" + stream,
                        "tensors, or bundles of tensors");
        }
        return byInput;
    }

    private void put(String input, ModelBinding.Feed feed) {
        if (byInput.putIfAbsent(input, feed) != null) {
            refusals.refuse("input of the model is fed twice", "model-input=" + input, "one constant, state or stream");
        }
    }

    private void findStates(OnnxSettings settings) {
        if (settings.state().isEmpty()) {
            StatePairs.conventional(model, byInput.keySet())
                    .forEach((input, output) -> byInput.put(input, new ModelBinding.Recurrent(output)));
        }
    }

    private List<String> free() {
        return model.inputs().stream()
                .map(ModelPort::name)
                .filter(name -> !byInput.containsKey(name))
                .toList();
    }

    private void feedTensor() {
        List<String> free = free();
        if (model.input(inputName).isPresent() && !free.contains(inputName)) {
            put(inputName, new ModelBinding.Whole());
        } else if (free.size() == 1) {
            put(free.get(0), new ModelBinding.Whole());
        } else if (free.isEmpty()) {
            refusals.refuse(
                    "no input of the model is left for the stream",
                    "input=" + inputName + ", model-inputs=" + ModelSignature.names(model.inputs()),
                    "one that is neither constant nor state");
        } else {
            refusals.refuse(
                    "model has several inputs for one stream",
                    "input=" + inputName + ", model-inputs=" + free,
                    "constants or state for all but one, or bundles with these parts");
        }
    }

    private void feedParts(OnnxSettings settings) {
        List<String> parts = List.copyOf(stream.fields().keySet());
        List<Integer> unused = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Optional<ModelPort> port = named(parts.get(i));
            if (port.isPresent()) {
                put(port.get().name(), new ModelBinding.Part(i));
            } else {
                unused.add(i);
            }
        }
        findStates(settings);
        List<String> free = free();
        if (free.size() == 1 && unused.size() == 1) {
            put(free.get(0), new ModelBinding.Part(unused.get(0)));
        } else {
            for (String input : free) {
                refusals.refuse(
                        "input of the model is not fed",
                        "model-input=" + input + ", parts=" + parts,
                        "a part of this name, a constant or a state");
            }
        }
    }

    /** An input by its name, or by the kebab-case form that pipeline files use for names. */
    private Optional<ModelPort> named(String part) {
        return model.input(part)
                .or(() -> model.inputs().stream()
                        .filter(p -> PortNames.kebab(p.name()).equals(part))
                        .findFirst());
    }

    /** What arrives for an input that the stream feeds. */
    static StreamSpec arriving(ModelBinding.Feed feed, StreamSpec stream) {
        return feed instanceof ModelBinding.Part part && stream.kind() == PayloadKind.BUNDLE
                ? List.copyOf(stream.fields().values()).get(part.index())
                : stream;
    }
}
