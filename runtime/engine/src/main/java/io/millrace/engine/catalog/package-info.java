/** What is installed: operators and transports, found by {@link java.util.ServiceLoader}. */
@NullMarked
package io.millrace.engine.catalog;

import org.jspecify.annotations.NullMarked;
