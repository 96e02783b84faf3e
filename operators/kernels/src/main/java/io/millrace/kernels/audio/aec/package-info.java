/**
 * Acoustic echo cancellation on plain arrays: one microphone, one far end, blocks of a fixed number of samples.
 *
 * <pre>
 *  far ──► FarEndLine ──(aligned)──► EchoFilter ──► echo ─┐
 *            ▲   ▲                       ▲                │
 *            │   └ PathAligner ◄─ DelayEstimator          ▼
 *  mic ──────┴──────────────────────────────► mic - echo ──► DivergenceGuard ──► PostFilter ──► out
 * </pre>
 *
 * {@link io.millrace.kernels.audio.aec.EchoCancellation} is the whole chain. Samples have full scale 1. Everything is
 * allocated in constructors; one thread at a time.
 */
@NullMarked
package io.millrace.kernels.audio.aec;

import org.jspecify.annotations.NullMarked;
