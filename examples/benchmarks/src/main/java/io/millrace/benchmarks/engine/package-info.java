/** What the engine costs above the kernels: fused calls, stage borders, hops from idle. */
package io.millrace.benchmarks.engine;
