package io.millrace.transport.netty;

import io.millrace.api.operator.DropReason;

/** Why bytes of a stream connection never became a frame. */
final class Losses {

    /** A record was longer than allowed. */
    static final DropReason RECORD_TOO_LONG = new DropReason("record-too-long");
    /** The connection ended within a record. */
    static final DropReason RECORD_INCOMPLETE = new DropReason("record-incomplete");
    /** A message is no frame, or its length no length. */
    static final DropReason MALFORMED_MESSAGE = new DropReason("malformed-message");
    /** A frame is not of the declared element type and axes. */
    static final DropReason UNEXPECTED_PAYLOAD = new DropReason("unexpected-payload");

    private Losses() {}
}
