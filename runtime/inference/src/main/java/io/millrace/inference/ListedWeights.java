package io.millrace.inference;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * Weights that a model lists among its inputs, as many exporters write it. ONNX Runtime must then expect other weights
 * with every call: it folds no constants, fuses no normalisation into a convolution and packs no matrix beforehand. No
 * pipeline ever feeds weights, so sessions are made of the model without them among its inputs.
 */
final class ListedWeights {

    /** Larger models are loaded as they are: a session made of bytes holds the model twice while it is made. */
    private static final long MAX_BYTES = 1_500_000_000;
    /** And so are those that would take more than this part of the heap for that moment. */
    private static final int HEAP_PARTS = 4;

    private ListedWeights() {}

    /**
     * The bytes of the model with its weights fixed.
     *
     * @return null if the file is to be loaded as it is: it lists no weights among its inputs, keeps data in files beside
     *     it, is too large, or is not a model that can be read, of which ONNX Runtime knows more to say
     */
    static byte @Nullable [] fixed(ModelFile file) {
        if (file.bytes() > Math.min(MAX_BYTES, Runtime.getRuntime().maxMemory() / HEAP_PARTS)) {
            return null;
        }
        try {
            int[] places = places(file);
            return places.length == 0 ? null : retagged(Files.readAllBytes(file.path()), places);
        } catch (IOException e) {
            return null;
        }
    }

    /** Without reading the weights: they are skipped in the file. */
    private static int[] places(ModelFile file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file.path()))) {
            return new WeightScan(in).places(file.bytes());
        }
    }

    /** In place, because both fields hold the same message: what was an input becomes a note on a tensor's type. */
    private static byte @Nullable [] retagged(byte[] model, int[] places) {
        for (int at : places) {
            if (at >= model.length || model[at] != WeightScan.INPUT_TAG) {
                return null; // written over since it was scanned
            }
            model[at] = WeightScan.VALUE_INFO_TAG;
        }
        return model;
    }
}
