/**
 * Filters that work on every element of a stream of tensors by itself, whatever the elements mean.
 */
@NullMarked
package io.millrace.operators.filter;

import org.jspecify.annotations.NullMarked;
