package io.millrace.transport.grpc;

/** Answers what comes over HTTP. Any thread. */
interface RestService {

    /** Whether everybody may ask, with or without a token. */
    boolean isOpen(RestCall call);

    /** Answers; a refusal is an answer as well. */
    RestAnswer answer(RestCall call, Caller caller);
}
