/** Spikes: decoding, detection and networks. */
package io.millrace.benchmarks.spikes;
