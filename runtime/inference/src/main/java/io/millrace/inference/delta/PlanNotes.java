package io.millrace.inference.delta;

import java.util.ArrayList;
import java.util.List;

/** The division of a model in lines. */
final class PlanNotes {

    private final DeltaPlan plan;

    PlanNotes(DeltaPlan plan) {
        this.plan = plan;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Segment segment : plan.segments()) {
            List<String> layers = segment.nodes().stream()
                    .filter(n -> segment.delta()
                            ? DeltaPlan.WITH_WEIGHTS.contains(n.getOpType()) || Elements.isActivation(n.getOpType())
                            : true)
                    .map(plan::name)
                    .toList();
            lines.add((segment.delta() ? "delta " : "dense ")
                    + shortened(layers)
                    + (segment.delta() ? " and " + (segment.nodes().size() - layers.size()) + " without weights" : ""));
        }
        plan.reasonsByKind()
                .forEach((reason, count) ->
                        lines.add("dense because " + reason + (count > 1 ? " (" + count + ")" : "")));
        return lines;
    }

    private static String shortened(List<String> names) {
        return names.size() <= 12
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 11)) + " ... " + names.get(names.size() - 1) + " (" + names.size()
                        + ")";
    }
}
