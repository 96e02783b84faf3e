/**
 * Spikes: events to counts and rates and back, detection in raw signals, and spiking networks.
 *
 * <p>{@link io.millrace.kernels.spikes.SpikeBinner}, {@link io.millrace.kernels.spikes.RateEncoder} and
 * {@link io.millrace.kernels.spikes.SigmaDeltaEncoder} stand between events and arrays;
 * {@link io.millrace.kernels.spikes.NeuronLayer} is a population of neurons,
 * {@link io.millrace.kernels.spikes.SpikingNetwork} many of them with what joins them. One thread at a time.
 */
@NullMarked
package io.millrace.kernels.spikes;

import org.jspecify.annotations.NullMarked;
