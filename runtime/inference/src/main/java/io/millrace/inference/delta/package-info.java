/**
 * Models that compute what changed. A model is made special for its inputs ({@link
 * io.millrace.inference.delta.Specialiser}), divided into pieces that delta layers cover and parts that stay dense
 * ({@link io.millrace.inference.delta.DeltaPlan}), and run frame by frame ({@link io.millrace.inference.delta.DeltaRun})
 * with its error and its work accounted for.
 *
 * <p>Nothing here knows ONNX Runtime: what has to be computed densely goes through {@link
 * io.millrace.inference.delta.DenseEngine}. One thread at a time.
 */
@NullMarked
package io.millrace.inference.delta;

import org.jspecify.annotations.NullMarked;
