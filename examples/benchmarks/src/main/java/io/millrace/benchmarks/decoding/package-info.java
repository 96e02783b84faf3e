/** Neural decoders: how long a bin takes. */
package io.millrace.benchmarks.decoding;
