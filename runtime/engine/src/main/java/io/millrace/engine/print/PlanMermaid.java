package io.millrace.engine.print;

import io.millrace.api.plan.Plan;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.plan.PlannedStage;

/** Prints a plan as a Mermaid flow chart: one box a stage, thick arrows where frames change threads. */
public final class PlanMermaid {

    private PlanMermaid() {}

    /**
     * Prints a plan.
     *
     * @param plan the plan
     * @return a Mermaid document
     */
    public static String of(Plan plan) {
        StringBuilder out = new StringBuilder("flowchart LR\n");
        for (PlannedNode node : plan.nodes()) {
            if (node.role() == PlannedNode.Role.SOURCE) {
                out.append("  ").append(box(node)).append('\n');
            }
        }
        for (PlannedStage stage : plan.stages()) {
            out.append("  subgraph stage")
                    .append(stage.index())
                    .append("[\"stage ")
                    .append(stage.index())
                    .append("\"]\n");
            stage.nodes()
                    .forEach(name ->
                            out.append("    ").append(box(plan.node(name))).append('\n'));
            out.append("  end\n");
        }
        for (PlannedEdge edge : plan.edges()) {
            out.append("  ")
                    .append(id(edge.from()))
                    .append(edge.crossesStage() ? " ==\"" + edge.policy() + "\"==> " : " --> ")
                    .append(id(edge.to()))
                    .append('\n');
        }
        return out.toString();
    }

    private static String box(PlannedNode node) {
        return id(node.name()) + "[\"" + node.name() + "<br/><small>" + node.type() + "</small>\"]";
    }

    private static String id(String name) {
        return name.replace('-', '_').replace('.', '_');
    }
}
