/**
 * Audio: streams of blocks, f32 {@code [channel, sample]} of ±1. The rate of such a stream is that of its blocks, so that
 * its sample rate is rate x samples; the time of a block is that of its first sample.
 *
 * <p>{@code pcm-audio} makes blocks of datagrams, RTP packets and WAV files. Spectra are f32 {@code [channel, iq=2, bin]},
 * real parts before imaginary ones: {@code audio-stft} and {@code audio-istft} go there and back exactly, and whatever
 * stands between them (a mask, a model) is a node like any other.
 */
@NullMarked
package io.millrace.operators.audio;

import org.jspecify.annotations.NullMarked;
