/** Messages generated from {@code millrace/v1/frame.proto}; their documentation is there. */
@NullMarked
package io.millrace.protocol.v1;

import org.jspecify.annotations.NullMarked;
