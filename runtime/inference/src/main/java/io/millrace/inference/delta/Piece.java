package io.millrace.inference.delta;

import io.millrace.kernels.delta.DeltaLayer;
import io.millrace.kernels.delta.DeltaSignal;
import java.util.List;
import java.util.function.Consumer;

/**
 * A node of a model as delta layers.
 *
 * @param name operator and number within the model: {@code conv-2}
 * @param operator operator of ONNX
 * @param node name of the node in the model, which may be empty
 * @param layers layers in order
 * @param input the signal that decides how much is computed
 * @param outputs names of the tensors produced
 * @param threshold takes what is kept back of the output; does nothing for layers that keep nothing back
 * @param keepsBack whether a threshold has an effect
 */
record Piece(
        String name,
        String operator,
        String node,
        List<DeltaLayer> layers,
        DeltaSignal input,
        List<String> outputs,
        Consumer<Float> threshold,
        boolean keepsBack) {

    Piece {
        layers = List.copyOf(layers);
        outputs = List.copyOf(outputs);
    }

    boolean isRecurrent() {
        return operator.equals("GRU") || operator.equals("LSTM");
    }

    long denseMacs() {
        return layers.stream().mapToLong(DeltaLayer::denseMacs).sum();
    }
}
