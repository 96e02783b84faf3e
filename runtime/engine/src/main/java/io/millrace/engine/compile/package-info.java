/**
 * Turns a graph into a plan, or into a list of everything that is wrong with it:
 * {@link io.millrace.engine.compile.Compiler} resolves names and contracts, {@code StageAssigner} decides which nodes
 * share a thread, {@code PlanChecker} holds the result against the device.
 */
@NullMarked
package io.millrace.engine.compile;

import org.jspecify.annotations.NullMarked;
