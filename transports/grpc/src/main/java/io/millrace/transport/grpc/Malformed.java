package io.millrace.transport.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Answers bytes that are no message with INVALID_ARGUMENT and the reason. gRPC alone would say UNKNOWN and log a trace for
 * every one of them, which is a way to fill a disk.
 */
final class Malformed implements ServerInterceptor {

    /** Hands bytes on as they are. */
    static final MethodDescriptor.Marshaller<InputStream> AS_IT_IS = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    };

    private Malformed() {}

    static ServerServiceDefinition refusedBy(ServerServiceDefinition service) {
        return ServerInterceptors.intercept(
                ServerInterceptors.useMarshalledMessages(service, AS_IT_IS), new Malformed());
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {

            private boolean refused;

            @Override
            public void onMessage(Q message) {
                if (refused) {
                    return;
                }
                try {
                    super.onMessage(message);
                } catch (StatusRuntimeException e) {
                    refused = true;
                    call.close(
                            Status.INVALID_ARGUMENT.withDescription("bytes are no message: method="
                                    + call.getMethodDescriptor().getFullMethodName() + ", cause="
                                    + e.getStatus().getDescription() + " (expected the request of this method)"),
                            new Metadata());
                    super.onCancel();
                }
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }

            @Override
            public void onCancel() {
                if (!refused) {
                    super.onCancel();
                }
            }

            @Override
            public void onComplete() {
                if (!refused) {
                    super.onComplete();
                }
            }
        };
    }
}
