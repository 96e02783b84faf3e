/**
 * Operators that look at many frames at once: they emit one frame for a window of them.
 */
@NullMarked
package io.millrace.operators.window;

import org.jspecify.annotations.NullMarked;
