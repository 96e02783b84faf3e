/**
 * From spike counts to intended movement: the decoders of the field, the file they come in, and the score they get.
 *
 * <p>{@link io.millrace.kernels.decoding.DecoderFile} reads a decoder, {@link io.millrace.kernels.decoding.Decoders}
 * builds it as a {@link io.millrace.kernels.decoding.Decoder}; {@link io.millrace.kernels.decoding.R2Score} compares its
 * output with the true movement. {@link io.millrace.kernels.decoding.LegendreMemory} is also of use by itself.
 */
@NullMarked
package io.millrace.kernels.decoding;

import org.jspecify.annotations.NullMarked;
