package io.millrace.engine.align;

/** How frames of several streams are matched. */
public enum Policy {
    /** Frames of one and the same time. */
    EXACT,
    /**
     * With a base, each of its frames with the nearest of every other stream. Without one, the stream that is behind sets
     * the time and every other gives its nearest frame, so that each frame is used once.
     */
    NEAREST,
    /** The earliest frame that waits sets the time; every other stream gives its next, if it is near enough. */
    EARLIEST,
    /** Each frame of the base, or of any stream if there is none, with the last frame of the others by then. */
    HOLD_LAST,
    /** Each frame of the base with the others interpolated linearly to its time. */
    INTERPOLATE,
    /** The n-th frame of each, whatever their times. */
    BY_ORDER,
    /** All frames of each stream in windows of equal length, stacked. */
    WINDOW_JOIN,
    /** Blocks of so many frames of each stream, at rates in that ratio; no block sees what comes after it. */
    BLOCKS
}
