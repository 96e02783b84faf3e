package io.millrace.inference.delta;

import io.millrace.api.config.Words;
import io.millrace.inference.onnx.NodeProto;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Thresholds of single layers as written: {@code layer=number}. */
final class Thresholds {

    private final Map<String, Double> byLayer = new LinkedHashMap<>();

    Thresholds(DeltaSettings settings, DeltaPlan plan) throws UnsupportedModelException {
        List<String> known = layers(plan);
        for (String written : settings.thresholds()) {
            String[] sides = written.split("=", 2);
            if (!known.contains(sides[0].strip())) {
                throw new UnsupportedModelException("model has no such layer: thresholds=" + written + " (expected "
                        + Words.oneOf(sides[0].strip(), known) + ")");
            }
            byLayer.put(sides[0].strip(), number(written, sides));
        }
    }

    private static double number(String written, String[] sides) throws UnsupportedModelException {
        try {
            double value = sides.length == 2 ? Double.parseDouble(sides[1].strip()) : Double.NaN;
            if (value >= 0 && value < Double.POSITIVE_INFINITY) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the message
        }
        throw new UnsupportedModelException(
                "threshold not understood: thresholds=" + written + " (expected layer=number, 0 or more)");
    }

    /** Layers that keep something back: activations, recurrent layers. */
    static List<String> layers(DeltaPlan plan) {
        return plan.segments().stream()
                .filter(Segment::delta)
                .flatMap(s -> s.nodes().stream())
                .filter(Thresholds::keepsBack)
                .map(plan::name)
                .toList();
    }

    private static boolean keepsBack(NodeProto node) {
        String op = node.getOpType();
        return Elements.isActivation(op) || op.equals("GRU") || op.equals("LSTM");
    }

    Map<String, Double> byLayer() {
        return byLayer;
    }
}
