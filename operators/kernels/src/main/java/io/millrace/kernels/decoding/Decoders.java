package io.millrace.kernels.decoding;

import java.util.List;

/**
 * Builds decoders from files. What each topology needs, beside {@code topology}, with n channels and a axes:
 *
 * <ul>
 *   <li>{@code ann-2d}: {@code window_bins}; {@code fc1.weight} [h, n], {@code fc1.bias} [h], {@code fc2...}; after the
 *       rectifier of layer k, if there: {@code batchnormK.weight, .bias, .running_mean, .running_var}.
 *   <li>{@code ann-3d}: also {@code steps}; {@code fc1.weight} [h, n * steps], the steps of a channel side by side.
 *   <li>{@code snn-flat}: {@code window_bins, steps}; {@code norm_layer.weight, .bias} [steps, n]; {@code fcK.weight,
 *       .bias}, {@code lifK.beta, .threshold} (one for all or one each), {@code lifK.reset} (subtract, zero, none;
 *       subtract unless given, none in the last layer); {@code v_x, v_y} factors on the last membrane.
 *   <li>{@code snn-streaming}: the layers as above, and {@code binarise} (0 or 1).
 *   <li>{@code lmu}: {@code order, theta}; {@code e_x.weight} [u, n], {@code e_h.weight} [u, h], {@code e_m.weight}
 *       [u, u * order], {@code W_x.weight} [h, n], {@code W_h.weight} [h, h], {@code W_m.weight} [h, u * order],
 *       {@code fc.weight} [a, h]; biases of e_x, W_x, fc if there.
 *   <li>{@code l2mu}, the same of spiking neurons: {@code e_x.weight} ... {@code W_m.weight} as for lmu, {@code A.weight}
 *       [order, order], {@code B.weight} [order, 1]; {@code output_transformation.weight} [a, h], {@code .bias} [a];
 *       {@code spk_u, spk_m, spk_h, spk_output}, each with {@code .beta, .threshold} (one for all or one each). It gives
 *       spikes.
 *   <li>{@code kalman}: {@code A, W} [s, s], {@code C} [n, s], {@code Q} [n, n]; if there {@code d} [n], {@code x0} [s],
 *       {@code P0} [s, s], and {@code H} [a, s], which reads the axes off the state.
 *   <li>{@code wiener}: {@code lags}; {@code weight} [a, n * lags], the channels of the newest bin first; {@code bias} [a].
 *   <li>{@code linear-recurrence}: {@code M1} [a, a], {@code M2} [a, n], {@code m0} [a]; if there {@code v0} [a].
 * </ul>
 */
public final class Decoders {

    private static final List<String> TOPOLOGIES = List.of(
            "ann-2d", "ann-3d", "snn-flat", "snn-streaming", "lmu", "l2mu", "kalman", "wiener", "linear-recurrence");

    private Decoders() {}

    /**
     * Builds a decoder.
     *
     * @param file the file
     * @return the decoder, at its start
     * @throws IllegalArgumentException if an array is missing or does not fit
     */
    public static Decoder of(DecoderFile file) {
        String topology = file.word("topology", "none");
        return switch (topology) {
            case "ann-2d" -> AnnDecoder.flat(file);
            case "ann-3d" -> AnnDecoder.stepped(file);
            case "snn-flat" -> SnnFlatDecoder.read(file);
            case "snn-streaming" -> SnnStreamDecoder.read(file);
            case "lmu" -> LmuDecoder.read(file);
            case "l2mu" -> L2muDecoder.read(file);
            case "kalman" -> KalmanDecoder.read(file);
            case "wiener" -> WienerDecoder.read(file);
            case "linear-recurrence" -> RecurrenceDecoder.read(file);
            default ->
                throw new IllegalArgumentException(
                        "topology is not known: topology=" + topology + " (expected one of " + TOPOLOGIES + ")");
        };
    }

    /**
     * The memory of a decoder that NeuroBench calls the footprint: all parameters and buffers as stored in the file, and
     * for those with a window the one bin that NeuroBench's models register as a buffer.
     *
     * @param file the file
     * @param decoder the decoder that was built from it
     * @return bytes
     */
    public static long footprintBytes(DecoderFile file, Decoder decoder) {
        boolean registersBin = List.of("ann-2d", "ann-3d", "snn-flat").contains(file.word("topology", "none"));
        return file.parameterBytes() + (registersBin ? (long) Float.BYTES * decoder.channels() : 0);
    }
}
