package io.millrace.kernels.decoding;

import io.millrace.kernels.spikes.NeuronLayer;
import io.millrace.kernels.spikes.Reset;
import io.millrace.kernels.spikes.ResetTiming;
import java.util.Locale;

/** The neurons {@code lifK} of a decoder file: snnTorch's Leaky, which resets in the step after a spike. */
final class Leaky {

    private Leaky() {}

    static NeuronLayer read(DecoderFile file, int number, int neurons, Reset orElse) {
        String name = "lif" + number;
        String word = file.word(name + ".reset", orElse.name().toLowerCase(Locale.ROOT));
        Reset reset = switch (word) {
            case "subtract" -> Reset.SUBTRACT;
            case "zero" -> Reset.ZERO;
            case "none" -> Reset.NONE;
            default ->
                throw new IllegalArgumentException("reset is not known: array=" + name + ".reset, word=" + word
                        + " (expected one of subtract, zero, none)");
        };
        float[] beta = each(file, name + ".beta", neurons);
        for (int i = 0; i < beta.length; i++) {
            beta[i] = Math.max(0f, Math.min(1f, beta[i])); // as snnTorch does, because it is learned
        }
        return NeuronLayer.of(neurons)
                .beta(beta)
                .threshold(each(file, name + ".threshold", neurons))
                .reset(reset, ResetTiming.NEXT_STEP)
                .build();
    }

    private static float[] each(DecoderFile file, String name, int neurons) {
        return file.count(name) == 1 ? file.floats(name, 1) : file.floats(name, neurons);
    }

    /** The factors on the last membranes: {@code v_x, v_y}, 1 where the file has none. */
    static float[] scales(DecoderFile file, int outputs) {
        float[] scales = new float[outputs];
        for (int i = 0; i < outputs; i++) {
            String name = "v_" + (i < 3 ? "xyz".substring(i, i + 1) : Integer.toString(i));
            scales[i] = (float) file.number(name, 1);
        }
        return scales;
    }
}
