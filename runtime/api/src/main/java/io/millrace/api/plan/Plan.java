package io.millrace.api.plan;

import io.millrace.api.device.DeviceProfile;
import java.util.List;

/**
 * What will run: nothing that is not here can happen at run time.
 *
 * @param pipeline name of the pipeline
 * @param profile the device planned for
 * @param nodes sources, decoders, operators and sinks, each after what feeds it
 * @param edges connections, in the order of the nodes they enter
 * @param stages threads
 * @param paths ways from sources to ends
 * @param queueBytes memory of all full queues
 * @param stateBytes memory of all processors
 */
public record Plan(
        String pipeline,
        DeviceProfile profile,
        List<PlannedNode> nodes,
        List<PlannedEdge> edges,
        List<PlannedStage> stages,
        List<PlannedPath> paths,
        long queueBytes,
        long stateBytes) {

    /**
     * Makes the lists immutable.
     *
     * @param pipeline name of the pipeline
     * @param profile the device planned for
     * @param nodes all nodes
     * @param edges all edges
     * @param stages threads
     * @param paths ways from sources to ends
     * @param queueBytes memory of all full queues
     * @param stateBytes memory of all processors
     */
    public Plan {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        stages = List.copyOf(stages);
        paths = List.copyOf(paths);
    }

    /**
     * A node by name.
     *
     * @param name name in the pipeline
     * @return the node
     * @throws IllegalArgumentException if there is none
     */
    public PlannedNode node(String name) {
        return nodes.stream()
                .filter(n -> n.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such node: name=" + name + " (expected one of "
                        + nodes.stream().map(PlannedNode::name).toList() + ")"));
    }
}
