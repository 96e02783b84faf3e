/**
 * Sensors on a wire: serial devices ({@link io.millrace.transport.serial.SerialSource}) and pipes
 * ({@link io.millrace.transport.serial.PipeSource}), both read line by line on a thread of their own.
 */
@NullMarked
package io.millrace.transport.serial;

import org.jspecify.annotations.NullMarked;
