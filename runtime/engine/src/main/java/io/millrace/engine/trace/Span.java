package io.millrace.engine.trace;

/**
 * What one node did with one frame.
 *
 * @param node index of the node in the plan
 * @param sequence sequence number of the frame it was handed
 * @param arrivalNanos arrival of that frame
 * @param beganNanos when it began, ns of the machine's monotonic clock
 * @param nanos how long it took, with what it passed the frame on to in its own stage
 */
public record Span(int node, long sequence, long arrivalNanos, long beganNanos, long nanos) {}
