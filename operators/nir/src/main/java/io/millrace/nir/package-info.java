/**
 * Spiking networks from NIR files, the exchange format of the neuromorphic field: HDF5 in, {@code snn} operator out.
 *
 * <p>{@link io.millrace.nir.NirFile} reads and writes {@link io.millrace.nir.NirGraph}s,
 * {@link io.millrace.nir.NirImport} turns them into networks of kernels under a stated discretisation. The only home of
 * {@code io.jhdf}.
 */
@NullMarked
package io.millrace.nir;

import org.jspecify.annotations.NullMarked;
