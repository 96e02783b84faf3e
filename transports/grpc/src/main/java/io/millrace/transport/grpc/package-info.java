/**
 * Serves pipelines over gRPC: KServe v2 with Triton's streaming call, {@code millrace.v1}, health and reflection. It
 * knows no engine: {@link io.millrace.transport.grpc.ServedPipeline} is what it sees of one.
 */
@NullMarked
package io.millrace.transport.grpc;

import org.jspecify.annotations.NullMarked;
