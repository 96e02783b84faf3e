package io.millrace.transport.grpc;

import io.grpc.Status;

/** A request that is refused: with a status and a reason that say what was found and what was expected. */
final class RequestException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Status status;

    RequestException(Status.Code code, String reason) {
        super(reason);
        this.status = code.toStatus().withDescription(reason);
    }

    static RequestException invalid(String reason) {
        return new RequestException(Status.Code.INVALID_ARGUMENT, reason);
    }

    Status status() {
        return status;
    }
}
