/** The {@code millrace} command: {@link io.millrace.cli.Main} and one class for each of its sub-commands. */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
