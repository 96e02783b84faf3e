/**
 * What {@code millrace run} does: {@link io.millrace.cli.run.Feeds} decides what every source gets,
 * {@link io.millrace.cli.run.RunSession} carries it out, {@link io.millrace.cli.run.RunOutput} is what the user sees.
 */
@NullMarked
package io.millrace.cli.run;

import org.jspecify.annotations.NullMarked;
