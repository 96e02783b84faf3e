/**
 * Frames as messages: {@link io.millrace.protocol.FrameMessages} turns what travels inside a pipeline into what is
 * stored and sent, and back.
 */
@NullMarked
package io.millrace.protocol;

import org.jspecify.annotations.NullMarked;
