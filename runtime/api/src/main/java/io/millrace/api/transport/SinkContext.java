package io.millrace.api.transport;

import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.Clock;
import java.util.Map;

/**
 * What a sink is opened with.
 *
 * @param name name of the sink in the pipeline
 * @param inputs what arrives at each input, by the name of the output that feeds it, in order
 * @param clock the run's clock
 */
public record SinkContext(String name, Map<String, StreamSpec> inputs, Clock clock) {}
