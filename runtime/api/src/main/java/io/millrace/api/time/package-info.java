/**
 * Time as a dependency: {@link io.millrace.api.time.Clock} is handed in, never looked up.
 */
@NullMarked
package io.millrace.api.time;

import org.jspecify.annotations.NullMarked;
