/** What receiving through a pipeline costs above a bare Netty handler. */
package io.millrace.benchmarks.netty;
