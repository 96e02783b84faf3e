/** Looks into recordings: what {@code millrace inspect} reports. */
@NullMarked
package io.millrace.cli.inspect;

import org.jspecify.annotations.NullMarked;
