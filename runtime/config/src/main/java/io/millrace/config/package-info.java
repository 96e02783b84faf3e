/**
 * Files of configuration as trees of values that know where they stand. {@link io.millrace.config.YamlFile} reads
 * them, {@link io.millrace.config.Overrides} changes them from the command line. Whatever is wrong becomes a problem
 * with file and line, never an exception. Everything here is stateless: any thread may call.
 */
@NullMarked
package io.millrace.config;

import org.jspecify.annotations.NullMarked;
