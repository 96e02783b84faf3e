/** Forecasts of plans in text and JSON, and beside what runs measured. */
@NullMarked
package io.millrace.cli.forecast;

import org.jspecify.annotations.NullMarked;
