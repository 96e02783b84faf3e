/**
 * Says how well the example hears who speaks: {@link io.millrace.audiovisual.Score} compares the spans that a run wrote with those
 * that are known to be true.
 */
@NullMarked
package io.millrace.audiovisual;

import org.jspecify.annotations.NullMarked;
