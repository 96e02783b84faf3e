package io.millrace.cli.run;

import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Graph;
import io.millrace.api.graph.InputDef;
import io.millrace.api.graph.NodeDef;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import io.millrace.api.graph.SinkDef;
import io.millrace.cli.view.TerminalTransport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Sees to it that there is something to look at. */
final class TerminalSinks {

    private static final EdgePolicy POLICY = new EdgePolicy(Overflow.LATEST, 4);

    private TerminalSinks() {}

    /** A graph without a terminal sink gets one that takes from every node whose output nobody takes. */
    static Graph ensured(Graph graph) {
        if (graph.sinks().stream().anyMatch(s -> s.transport().type().equals(TerminalTransport.NAME))) {
            return graph;
        }
        Set<String> taken = graph.nodes().stream()
                .flatMap(n -> n.inputs().stream())
                .map(i -> i.from().split("\\.", 2)[0])
                .collect(Collectors.toSet());
        List<String> ends = graph.nodes().stream()
                .map(NodeDef::name)
                .filter(n -> !taken.contains(n))
                .toList();
        if (ends.isEmpty()) {
            return graph;
        }
        List<InputDef> inputs = new ArrayList<>();
        for (int i = 0; i < ends.size(); i++) {
            inputs.add(new InputDef(ends.size() == 1 ? "in" : "in-" + i, ends.get(i), graph.location()));
        }
        List<SinkDef> sinks = new ArrayList<>(graph.sinks());
        sinks.add(new SinkDef(
                name(graph),
                Component.defaults(TerminalTransport.NAME),
                inputs,
                POLICY,
                OnFailure.DEFAULT,
                graph.location()));
        return graph.withSinks(sinks);
    }

    private static String name(Graph graph) {
        boolean taken = graph.nodes().stream().anyMatch(n -> n.name().equals("terminal"))
                || graph.sinks().stream().anyMatch(s -> s.name().equals("terminal"))
                || graph.sources().stream().anyMatch(s -> s.name().equals("terminal"));
        return taken ? "millrace-terminal" : "terminal";
    }
}
