package io.millrace.inference;

import io.millrace.api.operator.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of a model's outputs as pipeline files write them. */
final class PortNames {

    private PortNames() {}

    /** {@code out} for one; else each name in kebab-case, numbered where two fall together. */
    static List<String> of(List<String> outputs) {
        if (outputs.size() == 1) {
            return List.of(Port.OUT);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            String name = kebab(outputs.get(i));
            names.add(name.isEmpty() || names.contains(name) ? (name.isEmpty() ? "output" : name) + "-" + i : name);
        }
        return names;
    }

    /** Lower-case words with hyphens: {@code Plus214_Output_0} is {@code plus214-output-0}. */
    static String kebab(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
