/**
 * Clocks of sensors: {@link io.millrace.kernels.time.TimestampUnwrapper} makes a counter that wraps rise,
 * {@link io.millrace.kernels.time.ClockFit} maps a clock that drifts onto another.
 */
@NullMarked
package io.millrace.kernels.time;

import org.jspecify.annotations.NullMarked;
