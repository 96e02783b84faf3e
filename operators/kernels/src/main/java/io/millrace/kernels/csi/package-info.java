/**
 * Arithmetic on Wi-Fi channel state information: one complex channel estimate per sub-carrier and packet.
 *
 * <p>{@link io.millrace.kernels.csi.GainCompensation} undoes the receiver's gain control,
 * {@link io.millrace.kernels.csi.PhaseSanitizer} its timing and phase offsets;
 * {@link io.millrace.kernels.csi.Amplitude}, {@link io.millrace.kernels.csi.Turbulence} and
 * {@link io.millrace.kernels.csi.PresenceDetector} lead to "somebody moves", with
 * {@link io.millrace.kernels.csi.SubcarrierRanking} to choose what to look at;
 * {@link io.millrace.kernels.csi.DopplerSpectrum} tells how fast.
 */
@NullMarked
package io.millrace.kernels.csi;

import org.jspecify.annotations.NullMarked;
