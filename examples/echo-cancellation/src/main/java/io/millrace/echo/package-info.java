/**
 * Compares Millrace's echo canceller with libspeexdsp's and WebRTC's on the same recordings: {@link
 * io.millrace.echo.Compare}.
 */
@NullMarked
package io.millrace.echo;

import org.jspecify.annotations.NullMarked;
