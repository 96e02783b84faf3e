/**
 * Operators on camera pictures, u8 {@code [height, width, channel=3]} of red, green and blue, and on what models find in them.
 *
 * <p>One thread at a time.
 */
@NullMarked
package io.millrace.operators.vision;

import org.jspecify.annotations.NullMarked;
