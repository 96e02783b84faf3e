/**
 * Audio on plain arrays, one array a channel: samples of the wire, resampling, mel bands, removal of a constant.
 *
 * <p>Every streaming kernel gives the same bits however its input is cut into calls.
 */
@NullMarked
package io.millrace.kernels.audio;

import org.jspecify.annotations.NullMarked;
