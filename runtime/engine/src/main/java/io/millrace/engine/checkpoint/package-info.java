/**
 * Checkpoints at rest: what they hold, how they are kept on disk ({@link
 * io.millrace.engine.checkpoint.CheckpointStore}), and whether one fits a plan ({@link
 * io.millrace.engine.checkpoint.PlanSignature}). How one is taken of a running graph is the business of {@code
 * io.millrace.engine.run}.
 */
@NullMarked
package io.millrace.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
