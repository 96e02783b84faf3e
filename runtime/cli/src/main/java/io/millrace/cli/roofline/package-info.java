/** The roofline of a measured profile, in text and as a picture. */
@NullMarked
package io.millrace.cli.roofline;

import org.jspecify.annotations.NullMarked;
