/**
 * What travels along an edge: {@link io.millrace.api.frame.Frame} with its {@link io.millrace.api.frame.Payload} and
 * {@link io.millrace.api.frame.Provenance}.
 *
 * <p>Everything here is immutable once emitted. Arrays are handed over, not copied: whoever builds a payload gives its
 * array away, whoever receives one only reads it. Any thread may read.
 */
@NullMarked
package io.millrace.api.frame;

import org.jspecify.annotations.NullMarked;
