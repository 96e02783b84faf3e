/**
 * Wi-Fi channel state information: from raw ESP32 records ({@link io.millrace.operators.csi.Esp32Csi}) over CSI frames
 * ({@link io.millrace.operators.csi.CsiFrame}) to amplitude, phase, turbulence, presence and Doppler spectra.
 *
 * <p>On a canonical grid of S positions sub-carrier number k lies at position {@code k + S / 2}.
 */
@NullMarked
package io.millrace.operators.csi;

import org.jspecify.annotations.NullMarked;
