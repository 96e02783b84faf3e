/**
 * Runs a compiled graph: {@link io.millrace.engine.run.Run} and what it is made of.
 *
 * <p>A stage is one thread (or, on a virtual clock, a turn of one shared thread) that takes frames from its edges and
 * calls its nodes. Reactor appears only where a stage borrows its thread, where a port becomes a {@code Flux}, and
 * where a source is a {@code Publisher}.
 */
@NullMarked
package io.millrace.engine.run;

import org.jspecify.annotations.NullMarked;
