package io.millrace.cli.view;

import io.millrace.api.frame.ElementType;
import io.millrace.api.plan.PlannedNode;
import io.millrace.api.stream.PayloadKind;
import io.millrace.api.stream.StreamSpec;

/** How a port is drawn. */
public enum PortKind {
    /** Score, threshold and state of a presence detector. */
    PRESENCE,
    /** Levels and echo loss of an echo canceller. */
    ECHO,
    /** A decoded movement beside the true one. */
    MOVEMENT,
    /** Things that are followed, from above. */
    THINGS,
    /** A few numbers between 0 and 1: what a model thinks of each class, or what was decided of each element. */
    PROBABILITIES,
    /** Many numbers of one kind, as a picture over time. */
    HEAT_MAP,
    /** Anything else: its newest value. */
    VALUE;

    private static final int MOST_BARS = 16;

    /**
     * Decides by what a port carries.
     *
     * @param node what makes it
     * @param spec what it carries
     * @return the kind
     */
    static PortKind of(PlannedNode node, StreamSpec spec) {
        if (node.type().equals("csi-presence")) {
            return PRESENCE;
        }
        if (node.type().equals("echo-canceller")
                && spec.axes().stream().anyMatch(a -> a.name().equals("metric"))) {
            return ECHO;
        }
        if (node.type().equals("track-boxes")) {
            return THINGS;
        }
        if (spec.kind() != PayloadKind.TENSOR || spec.element() != ElementType.F32 || !spec.isStatic()) {
            return VALUE;
        }
        int elements = spec.shape().elements();
        if (isPair(spec) && elements >= 2 && elements <= MOST_BARS) {
            return MOVEMENT;
        }
        boolean ofModel = node.type().equals("onnx")
                || node.type().equals("hysteresis")
                || spec.axes().stream().anyMatch(a -> a.name().equals("label"));
        if (ofModel && elements >= 2 && elements <= MOST_BARS) {
            return PROBABILITIES;
        }
        return elements > MOST_BARS && spec.axes().size() == 1 ? HEAT_MAP : VALUE;
    }

    private static boolean isPair(StreamSpec spec) {
        return spec.axes().size() == 2
                && spec.axes().get(0).name().equals("pair")
                && spec.axes().get(0).size() == 2;
    }
}
