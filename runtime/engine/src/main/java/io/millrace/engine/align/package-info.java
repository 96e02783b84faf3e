/**
 * Alignment: frames of several streams that belong together by the time at which they were measured become one bundle.
 *
 * <p>{@link io.millrace.engine.align.Align} is the operator that a pipeline file names with {@code align: POLICY}. Each
 * policy is a {@code Matcher} over the {@code Track}s of the inputs; {@code Aligner} drives it and keeps the time. One
 * thread.
 */
@NullMarked
package io.millrace.engine.align;

import org.jspecify.annotations.NullMarked;
