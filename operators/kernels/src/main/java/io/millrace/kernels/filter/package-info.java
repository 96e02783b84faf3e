/**
 * Filters and running statistics in the time domain.
 *
 * <p>{@link io.millrace.kernels.filter.FilterDesign} yields {@link io.millrace.kernels.filter.Sos} coefficients,
 * which {@link io.millrace.kernels.filter.SosFilter} applies to many channels at once, causally;
 * {@link io.millrace.kernels.filter.ForwardBackward} applies them to a block without delay, and
 * {@link io.millrace.kernels.filter.BlockFilter} does so over the last block of a stream;
 * {@link io.millrace.kernels.filter.HampelFilter} replaces outliers;
 * {@link io.millrace.kernels.filter.MovingVariance} and {@link io.millrace.kernels.filter.Percentile} measure spread.
 */
@NullMarked
package io.millrace.kernels.filter;

import org.jspecify.annotations.NullMarked;
