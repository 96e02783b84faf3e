/** What {@code millrace delta} prints and draws. */
@NullMarked
package io.millrace.cli.delta;

import org.jspecify.annotations.NullMarked;
