/** Serving, beside a bare grpc-java server of the same shape. */
package io.millrace.benchmarks.grpc;
