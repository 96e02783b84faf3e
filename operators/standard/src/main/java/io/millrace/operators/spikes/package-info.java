/**
 * Operators on spikes. Address events and arrays meet in {@code spike-bin} and {@code spike-encode}; a frame of events
 * carries the time up to which it is complete.
 */
@NullMarked
package io.millrace.operators.spikes;

import org.jspecify.annotations.NullMarked;
