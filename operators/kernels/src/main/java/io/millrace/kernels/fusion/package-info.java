/**
 * Arithmetic where streams of different sensors meet.
 *
 * <p>{@link io.millrace.kernels.fusion.ContextModulation} lets one stream amplify another without ever standing in for it,
 * {@link io.millrace.kernels.fusion.AgreementGate} says whether two of them agree. One thread at a time.
 */
@NullMarked
package io.millrace.kernels.fusion;

import org.jspecify.annotations.NullMarked;
