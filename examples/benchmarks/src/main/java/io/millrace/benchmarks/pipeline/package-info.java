/** Whole pipelines beside hand-written loops over the same kernels. */
package io.millrace.benchmarks.pipeline;
