/**
 * From spike counts to intended movement: decoders out of files, and the score they get against the true movement.
 */
@NullMarked
package io.millrace.operators.decoding;

import org.jspecify.annotations.NullMarked;
