/** Looks at the machine: what {@code millrace doctor} reports. */
@NullMarked
package io.millrace.cli.doctor;

import org.jspecify.annotations.NullMarked;
