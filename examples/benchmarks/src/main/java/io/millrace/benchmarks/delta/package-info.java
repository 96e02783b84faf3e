/** Models that compute what changed, against the same models computed in full by ONNX Runtime. */
package io.millrace.benchmarks.delta;
