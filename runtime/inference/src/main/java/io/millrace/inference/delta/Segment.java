package io.millrace.inference.delta;

import io.millrace.inference.onnx.NodeProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Nodes of one kind that run one after the other.
 *
 * @param delta whether they go by changes
 * @param nodes the nodes in the model's order
 */
record Segment(boolean delta, List<NodeProto> nodes) {

    /**
     * Divides a model. A node belongs to the first segment of its kind that comes after all that it reads; segments
     * without weights are not worth the way in and out and join the dense ones.
     *
     * @param nodes the nodes of the model in order
     * @param reasons why nodes stay dense; gets those that are not worth it
     */
    static List<Segment> divide(List<NodeProto> nodes, Map<NodeProto, String> reasons) {
        List<Segment> found = layered(nodes, reasons);
        boolean pruned = false;
        for (Segment segment : found) {
            if (segment.delta() && !segment.hasWeights()) {
                segment.nodes().forEach(n -> reasons.put(n, "nothing with weights is beside it"));
                pruned = true;
            }
        }
        return pruned ? divide(nodes, reasons) : found;
    }

    private boolean hasWeights() {
        return nodes.stream().anyMatch(n -> DeltaPlan.WITH_WEIGHTS.contains(n.getOpType()));
    }

    private static List<Segment> layered(List<NodeProto> nodes, Map<NodeProto, String> reasons) {
        Map<String, Integer> levels = new HashMap<>();
        TreeMap<Integer, List<NodeProto>> byLevel = new TreeMap<>();
        for (NodeProto node : nodes) {
            boolean delta = !reasons.containsKey(node);
            int level = delta ? 1 : 0;
            for (String read : OnnxModels.reads(node)) {
                Integer before = levels.get(read);
                if (before != null) {
                    level = Math.max(level, before % 2 == (delta ? 1 : 0) ? before : before + 1);
                }
            }
            for (String output : node.getOutputList()) {
                levels.put(output, level);
            }
            byLevel.computeIfAbsent(level, l -> new ArrayList<>()).add(node);
        }
        List<Segment> found = new ArrayList<>();
        byLevel.forEach((level, same) -> found.add(new Segment(level % 2 == 1, Collections.unmodifiableList(same))));
        return found;
    }
}
