/**
 * Ways in and out: {@link io.millrace.api.transport.SourceTransport} pushes frames into a bounded
 * {@link io.millrace.api.transport.Ingress}, {@link io.millrace.api.transport.SinkTransport} takes frames out,
 * {@link io.millrace.api.transport.RecordingFormat} reads files of records.
 */
@NullMarked
package io.millrace.api.transport;

import org.jspecify.annotations.NullMarked;
