package io.millrace.transport.grpc;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** Answers calls of one response: permission first, a status and a reason for everything that is refused. */
final class Unary {

    /** Makes an answer. */
    @FunctionalInterface
    interface Answer<T> {
        T make() throws RequestException;
    }

    private Unary() {}

    /** A method that concerns no pipeline: whoever may call it on any may call it. */
    static <T> void answer(StreamObserver<T> to, String method, Answer<T> answer) {
        answer(to, method, "", () -> {
            if (!Caller.current().mayEver(method)) {
                Caller.current().require(method, "");
            }
            return answer.make();
        });
    }

    static <T> void answer(StreamObserver<T> to, String method, String pipeline, Answer<T> answer) {
        T made;
        try {
            if (!pipeline.isEmpty()) {
                Caller.current().require(method, pipeline);
            }
            made = answer.make();
        } catch (RequestException e) {
            to.onError(e.status().asRuntimeException());
            return;
        } catch (RuntimeException e) {
            System.getLogger(Unary.class.getName())
                    .log(System.Logger.Level.ERROR, "call failed: method=" + method + ", pipeline=" + pipeline, e);
            to.onError(Status.INTERNAL
                    .withDescription("unexpected error: method=" + method + " (see the server's log)")
                    .asRuntimeException());
            return;
        }
        to.onNext(made);
        to.onCompleted();
    }

    /** Ends a call before it has begun. */
    static <T> StreamObserver<T> refused(StreamObserver<?> to, Status status) {
        to.onError(status.asRuntimeException());
        return new StreamObserver<>() {
            @Override
            public void onNext(T value) {
                // refused: what still comes is not looked at
            }

            @Override
            public void onError(Throwable cause) {
                // it has ended already
            }

            @Override
            public void onCompleted() {
                // it has ended already
            }
        };
    }
}
