/**
 * Network transports on Netty: {@code udp} and {@code tcp} sources, and the {@code tcp} sink.
 *
 * <p>Every connection runs on one event loop thread of its own. What arrives is copied off Netty's buffers before it is
 * offered; when the ingress is full, reading stops and what was already read is offered again first, in order.
 */
@NullMarked
package io.millrace.transport.netty;

import org.jspecify.annotations.NullMarked;
