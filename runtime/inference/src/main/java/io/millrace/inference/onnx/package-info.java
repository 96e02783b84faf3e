/** Messages generated from {@code millrace/v1/frame.proto}; their documentation is there. */
@NullMarked
package io.millrace.inference.onnx;

import org.jspecify.annotations.NullMarked;
