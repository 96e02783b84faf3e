package io.millrace.transport.netty;

/** How a byte stream is cut into records. */
public enum Framing {
    /** Each line is a record, without its LF or CR LF; empty lines are none. */
    LINES,
    /** Each record is preceded by its length: unsigned 32-bit, big-endian. */
    LENGTH_PREFIXED,
    /** Each record is a frame: a {@code millrace.v1.Frame} message, preceded by its length as a varint. */
    FRAMES
}
