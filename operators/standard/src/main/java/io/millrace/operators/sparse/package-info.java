/**
 * Streams of what changed: {@link io.millrace.operators.sparse.DeltaGate} keeps back what did not, {@link
 * io.millrace.operators.sparse.DeltaHold} puts the whole together again. One thread at a time.
 */
@NullMarked
package io.millrace.operators.sparse;

import org.jspecify.annotations.NullMarked;
