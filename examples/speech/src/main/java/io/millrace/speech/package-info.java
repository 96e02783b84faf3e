/**
 * What belongs to the speech examples beside their pipeline files: scores of echo cancellation by the published AECMOS
 * model. {@link io.millrace.speech.Aecmos} is meant for tests and for the command line; nothing of the runtime depends on
 * it.
 */
@NullMarked
package io.millrace.speech;

import org.jspecify.annotations.NullMarked;
