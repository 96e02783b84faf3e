/**
 * The engine: {@link io.millrace.engine.Millrace} loads or builds a {@link io.millrace.engine.Draft}, which compiles
 * into a {@link io.millrace.engine.Pipeline}, which starts a {@link io.millrace.engine.run.Run}.
 *
 * <p>Knows no operator and no transport: it finds them by {@link java.util.ServiceLoader}.
 */
@NullMarked
package io.millrace.engine;

import org.jspecify.annotations.NullMarked;
