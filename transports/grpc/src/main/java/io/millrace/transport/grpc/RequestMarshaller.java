package io.millrace.transport.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.protobuf.ProtoUtils;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import java.io.IOException;
import java.io.InputStream;

/*
 * Parses requests of streams without copying their tensors: raw contents are views of a buffer that each thread uses again.
 * They hold until the thread parses its next message, which is after a session has dealt with this one, because a message is
 * parsed where it is handled; a session therefore copies what it keeps.
 */
final class RequestMarshaller implements MethodDescriptor.Marshaller<ModelInferRequest> {

    /** Longer messages are rare enough to get a buffer of their own. */
    private static final int KEPT_BYTES = 1 << 20;

    private static final MethodDescriptor.Marshaller<ModelInferRequest> PLAIN =
            ProtoUtils.marshaller(ModelInferRequest.getDefaultInstance());

    private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[4096]);

    @Override
    public InputStream stream(ModelInferRequest value) {
        return PLAIN.stream(value);
    }

    @Override
    public ModelInferRequest parse(InputStream stream) {
        try {
            if (!(stream instanceof KnownLength) || stream.available() > KEPT_BYTES) {
                return PLAIN.parse(stream);
            }
            int length = stream.available();
            byte[] buffer = buffer(length);
            int read = stream.readNBytes(buffer, 0, length);
            CodedInputStream in =
                    UnsafeByteOperations.unsafeWrap(buffer, 0, read).newCodedInput();
            in.enableAliasing(true);
            ModelInferRequest request = ModelInferRequest.parseFrom(in);
            in.checkLastTagWas(0);
            return request;
        } catch (InvalidProtocolBufferException e) {
            throw Status.INTERNAL
                    .withDescription("Invalid protobuf byte sequence") // in gRPC's own words
                    .withCause(e)
                    .asRuntimeException();
        } catch (IOException e) {
            throw Status.INTERNAL.withDescription(e.getMessage()).withCause(e).asRuntimeException();
        }
    }

    private byte[] buffer(int length) {
        byte[] buffer = buffers.get();
        if (buffer.length < length) {
            buffer = new byte[Integer.highestOneBit(length) * 2];
            buffers.set(buffer);
        }
        return buffer;
    }
}
