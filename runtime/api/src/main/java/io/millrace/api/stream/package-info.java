/**
 * What an edge carries, known before the first frame: {@link io.millrace.api.stream.StreamSpec}.
 */
@NullMarked
package io.millrace.api.stream;

import org.jspecify.annotations.NullMarked;
