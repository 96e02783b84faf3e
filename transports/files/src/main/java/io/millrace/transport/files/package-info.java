/**
 * Recordings: files of a sensor's records, and a source that plays them. {@link io.millrace.transport.files.Recordings}
 * opens a file by what is in it; {@link io.millrace.transport.files.ReplayPacer} says when each record is due.
 */
@NullMarked
package io.millrace.transport.files;

import org.jspecify.annotations.NullMarked;
