/**
 * What single frames went through: {@link io.millrace.engine.trace.TraceRing} keeps the latest spans of a stage, {@link
 * io.millrace.engine.trace.ChromeTrace} and {@link io.millrace.engine.trace.OtlpTrace} write them for the viewers there
 * are.
 */
@NullMarked
package io.millrace.engine.trace;

import org.jspecify.annotations.NullMarked;
