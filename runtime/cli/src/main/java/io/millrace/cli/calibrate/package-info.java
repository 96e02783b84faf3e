/** Measures the machine it runs on, for {@code millrace profile calibrate}. One thread at a time. */
@NullMarked
package io.millrace.cli.calibrate;

import org.jspecify.annotations.NullMarked;
