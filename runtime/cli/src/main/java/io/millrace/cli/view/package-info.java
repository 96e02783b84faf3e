/**
 * The screen of a run: {@link io.millrace.cli.view.TerminalTransport} is the sink that takes frames to it. What a port
 * carries decides how it is drawn.
 */
@NullMarked
package io.millrace.cli.view;

import org.jspecify.annotations.NullMarked;
