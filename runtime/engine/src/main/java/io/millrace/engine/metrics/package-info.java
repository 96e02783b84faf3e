/** The books and measurements of runs as Micrometer meters. */
@NullMarked
package io.millrace.engine.metrics;

import org.jspecify.annotations.NullMarked;
