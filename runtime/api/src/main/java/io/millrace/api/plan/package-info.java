/**
 * What compile makes of a graph: {@link io.millrace.api.plan.Plan} says which nodes share a thread, how large every
 * queue is, and how much delay, memory and arithmetic every path has. A run executes exactly its plan.
 */
@NullMarked
package io.millrace.api.plan;

import org.jspecify.annotations.NullMarked;
