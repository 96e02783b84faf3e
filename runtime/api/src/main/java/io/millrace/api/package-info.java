/**
 * The contract between the engine and everything that plugs into it. Depends on the JDK and JSpecify only.
 *
 * <p>Reading order: {@link io.millrace.api.frame.Frame}, {@link io.millrace.api.stream.StreamSpec},
 * {@link io.millrace.api.operator.Operator}, {@link io.millrace.api.graph.Graph}, {@link io.millrace.api.plan.Plan}.
 */
@NullMarked
package io.millrace.api;

import org.jspecify.annotations.NullMarked;
