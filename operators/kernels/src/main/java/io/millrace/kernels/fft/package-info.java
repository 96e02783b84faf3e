/**
 * Discrete Fourier transforms of any length, windows, and the streaming short-time transform.
 *
 * <p>The forward transform is {@code X[k] = sum_n x[n] exp(-j 2 pi k n / N)} without a factor, the inverse divides by N,
 * as in numpy. Real and imaginary parts are separate arrays. Arithmetic is double also for float data.
 */
@NullMarked
package io.millrace.kernels.fft;

import org.jspecify.annotations.NullMarked;
