/**
 * Reads the channel state information (CSI) that ESP32 chips print or send, and puts it on a canonical sub-carrier grid.
 *
 * <p>{@link io.millrace.kernels.csi.wire.CsiParser} turns one record (a serial line or an ADR-018 datagram) into a
 * reusable {@link io.millrace.kernels.csi.wire.CsiPacket}; {@link io.millrace.kernels.csi.wire.CsiLayout} says which
 * sub-carrier every value belongs to; {@link io.millrace.kernels.csi.wire.CsiCanonicalizer} maps the packet onto a {@link
 * io.millrace.kernels.csi.wire.CsiGrid}. {@link io.millrace.kernels.time.TimestampUnwrapper} and {@link
 * io.millrace.kernels.csi.wire.SequenceTracker} turn the chip's wrapping counters into something that can be ordered.
 *
 * <p>Nothing here throws on any input bytes, and nothing allocates after construction. Instances are for one thread at a
 * time; enums and layouts are immutable and shared.
 */
@NullMarked
package io.millrace.kernels.csi.wire;

import org.jspecify.annotations.NullMarked;
