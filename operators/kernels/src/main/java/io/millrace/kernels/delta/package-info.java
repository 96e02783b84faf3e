/**
 * Arithmetic on what changed. A {@link io.millrace.kernels.delta.DeltaSignal} is a tensor together with its difference to
 * the frame before; a {@link io.millrace.kernels.delta.DeltaLayer} turns the change of its inputs into the change of its
 * output, with work in proportion.
 *
 * <p>What keeps errors from adding up: signals hold absolute values, never sums of what was sent. A change below a
 * threshold is not passed on, but it is not lost either, because the next comparison is made with the value that was last
 * passed on. So each element is at most its threshold away from the truth, however long the stream, and at threshold 0 a
 * network equals the dense one up to the rounding of float additions, which {@link
 * io.millrace.kernels.delta.DeltaLayer#recompute} clears.
 *
 * <p>Sources: Neil et al., Delta networks, 2017 (recurrent layers); Parger et al., DeltaCNN, CVPR 2022 (convolutions and
 * truncation); Yousefzadeh and Sifalakis, arXiv 2107.07305 (quantise, then difference). Derived from the formulas. One
 * thread at a time.
 */
@NullMarked
package io.millrace.kernels.delta;

import org.jspecify.annotations.NullMarked;
