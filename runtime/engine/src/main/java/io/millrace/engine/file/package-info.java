/**
 * Pipeline files: {@link io.millrace.engine.file.PipelineFile} turns the values of a YAML file into a graph,
 * {@link io.millrace.engine.file.PipelineSchema} says the same to editors as a JSON schema.
 */
@NullMarked
package io.millrace.engine.file;

import org.jspecify.annotations.NullMarked;
