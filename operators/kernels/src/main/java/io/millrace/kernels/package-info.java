/**
 * What all kernels share: the convention for state and for refusing arguments.
 *
 * <p>A kernel is arithmetic on arrays. It knows no frame, clock, thread or logger, allocates nothing after its
 * construction, and is used by one thread at a time. Tables are computed with {@link java.lang.StrictMath}, so results
 * are the same bits on every machine.
 */
@NullMarked
package io.millrace.kernels;

import org.jspecify.annotations.NullMarked;
