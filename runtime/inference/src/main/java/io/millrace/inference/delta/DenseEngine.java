package io.millrace.inference.delta;

import io.millrace.api.frame.Tensor;
import java.util.List;
import java.util.Map;

/** What computes models in full: ONNX Runtime, seen from here. */
public interface DenseEngine {

    /**
     * Folds constants and simplifies a model; the result uses standard operators only.
     *
     * @param model an ONNX model
     * @return an equivalent ONNX model
     * @throws UnsupportedModelException if the model cannot be loaded
     */
    byte[] optimise(byte[] model) throws UnsupportedModelException;

    /**
     * Runs a model once.
     *
     * @param model an ONNX model
     * @param inputs its inputs by name
     * @return its outputs by name, without those whose type frames cannot carry
     * @throws UnsupportedModelException if it cannot be run
     */
    Map<String, Tensor> run(byte[] model, Map<String, Tensor> inputs) throws UnsupportedModelException;

    /**
     * Prepares a model to be run many times.
     *
     * @param model an ONNX model
     * @param inputs where its inputs are found at each call
     * @param outputs where its outputs are put at each call
     * @return the prepared call
     * @throws UnsupportedModelException if it cannot be loaded
     */
    Call open(byte[] model, List<Slot> inputs, List<Slot> outputs) throws UnsupportedModelException;

    /**
     * Prepares convolutions of small pictures.
     *
     * @param inputElements elements of the largest picture
     * @param outputElements elements of the largest result
     * @return a place to add them to
     * @throws UnsupportedModelException if there is no room
     */
    Patches patches(int inputElements, int outputElements) throws UnsupportedModelException;

    /**
     * The work of a whole layer from which on patches by this engine are faster than plain Java.
     *
     * @return multiply-accumulates
     */
    long leastPatchMacs();

    /** A model that is ready to run. */
    interface Call extends AutoCloseable {

        /** Takes the inputs from their slots, computes, puts the outputs into theirs. */
        void run();

        @Override
        void close();
    }
}
