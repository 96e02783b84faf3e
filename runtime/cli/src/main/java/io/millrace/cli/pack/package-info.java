/**
 * Self-contained folders: a pipeline with everything it needs to run on a device that has no Java, and the checks that
 * such a folder makes of itself.
 */
@NullMarked
package io.millrace.cli.pack;

import org.jspecify.annotations.NullMarked;
