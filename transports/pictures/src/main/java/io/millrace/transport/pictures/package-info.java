/**
 * Sinks that draw: a run leaves a picture behind. Each draws one kind of stream and writes its file when the run ends.
 */
@NullMarked
package io.millrace.transport.pictures;

import org.jspecify.annotations.NullMarked;
