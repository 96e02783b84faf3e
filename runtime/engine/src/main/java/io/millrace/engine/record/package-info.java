/**
 * Recording a run and running a recording: {@link io.millrace.engine.record.Recorder} writes what was taken from the
 * sources, what ran, and a digest of every frame of every port; {@link io.millrace.engine.record.Replay} runs it again on
 * the virtual clock and compares.
 */
@NullMarked
package io.millrace.engine.record;

import org.jspecify.annotations.NullMarked;
