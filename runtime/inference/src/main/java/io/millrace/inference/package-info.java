/**
 * Models as operators: {@link io.millrace.inference.OnnxOperator} runs an ONNX model on the frames of a stream. The only
 * package that knows ONNX Runtime.
 *
 * <p>What is read from a model ({@code ModelSignature}) is matched with the settings and the stream ({@code Matcher})
 * into a {@code ModelBinding}: which tensor is fed by what, in which shape. The binding gives the contract at compile
 * time and the pinned tensors of the {@code OnnxProcessor} at run time. Sessions are shared through {@code
 * SessionPool}; every native handle is counted by {@code NativeHandles}.
 */
@NullMarked
package io.millrace.inference;

import org.jspecify.annotations.NullMarked;
