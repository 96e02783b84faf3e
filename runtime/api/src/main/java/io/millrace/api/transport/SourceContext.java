package io.millrace.api.transport;

import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.RecordTimer;
import io.millrace.api.time.Clock;

/**
 * What a source is opened with.
 *
 * @param name name of the source in the pipeline
 * @param ingress where its frames go
 * @param clock the run's clock
 * @param provenance goes onto every frame
 * @param timer tells when a record was taken, for playing recordings at their speed
 */
public record SourceContext(String name, Ingress ingress, Clock clock, Provenance provenance, RecordTimer timer) {}
