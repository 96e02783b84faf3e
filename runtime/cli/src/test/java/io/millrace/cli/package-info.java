/** Tests of the command line as a user sees it: arguments in, text and exit code out. */
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
