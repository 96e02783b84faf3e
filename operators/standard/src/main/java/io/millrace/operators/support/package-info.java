/**
 * What most operators share: the adapter between a kernel's state and a processor's, and the arithmetic of windows that
 * slide over frames.
 */
@NullMarked
package io.millrace.operators.support;

import org.jspecify.annotations.NullMarked;
