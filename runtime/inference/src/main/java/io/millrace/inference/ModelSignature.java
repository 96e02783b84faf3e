package io.millrace.inference;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a model says of itself.
 *
 * @param inputs inputs without initialisers, in the model's order
 * @param outputs outputs in the model's order
 * @param metadata custom metadata: {@code labels}, {@code input-rate-hz} ...
 * @param digest {@code sha256:} and the first 12 hexadecimal digits of the file's digest
 */
record ModelSignature(List<ModelPort> inputs, List<ModelPort> outputs, Map<String, String> metadata, String digest) {

    ModelSignature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        metadata = Map.copyOf(metadata);
    }

    Optional<ModelPort> input(String name) {
        return inputs.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    Optional<ModelPort> output(String name) {
        return outputs.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    static List<String> names(Collection<ModelPort> ports) {
        return ports.stream().map(ModelPort::name).toList();
    }

    /** Names of dynamic axes, sorted. */
    Collection<String> symbols() {
        TreeSet<String> names = new TreeSet<>();
        Stream.concat(inputs.stream(), outputs.stream())
                .flatMap(p -> p.axes().stream())
                .filter(a -> a.isDynamic() && !a.name().isEmpty())
                .forEach(a -> names.add(a.name()));
        return names;
    }

    /** The labels of the metadata, comma-separated there; empty if it has none. */
    List<String> labels() {
        String written = metadata.get("labels");
        return written == null ? List.of() : List.of(written.split("\\s*,\\s*", -1));
    }
}
