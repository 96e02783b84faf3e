/** Parsing of Wi-Fi channel state. */
package io.millrace.benchmarks.csi;
