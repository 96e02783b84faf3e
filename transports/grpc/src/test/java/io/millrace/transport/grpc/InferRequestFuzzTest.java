package io.millrace.transport.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.Port;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.protocol.FrameMessages;
import io.millrace.protocol.MalformedFrameException;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.v1.PublishRequest;
import io.millrace.transport.grpc.v1.SubscribeResponse;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whatever the bytes: a request, or a refusal with a reason. */
class InferRequestFuzzTest {

    private static final MethodDescriptor.Marshaller<ModelInferRequest> MARSHALLER = new RequestMarshaller();
    private static final MethodDescriptor.Marshaller<ModelInferRequest> PLAIN =
            ProtoUtils.marshaller(ModelInferRequest.getDefaultInstance());

    /** An input and an output of each type. */
    static final ServedPipeline PIPELINE = new ServedPipeline() {

        private final List<Port> inputs = ports();

        @Override
        public String name() {
            return "p";
        }

        @Override
        public List<Port> inputs() {
            return inputs;
        }

        @Override
        public List<Port> outputs() {
            return inputs;
        }

        @Override
        public Provenance provenance(int input) {
            return Provenance.of(Origin.REAL, "fuzz");
        }

        @Override
        public String plan() {
            return "";
        }

        @Override
        public Instance open(Map<String, String> settings, Output output) {
            throw new UnsupportedOperationException();
        }

        @Override
        public @Nullable LiveGraph live() {
            return null;
        }
    };

    private static List<Port> ports() {
        List<Port> ports = new ArrayList<>();
        for (ElementType type : ElementType.values()) {
            ports.add(new Port(type.name(), StreamSpec.tensor(type, Axis.of("a", 2), Axis.dynamic("b"))));
        }
        ports.add(new Port("record", StreamSpec.records()));
        ports.add(new Port("events", StreamSpec.events()));
        return ports;
    }

    @FuzzTest
    void requests(FuzzedDataProvider data) {
        try {
            InferRequest.read(ModelInferRequest.parseFrom(data.consumeRemainingAsBytes()), PIPELINE);
        } catch (InvalidProtocolBufferException | RequestException e) {
            // refused, with a reason
        }
    }

    /** The parser that copies no tensors reads what gRPC's own reads, and refuses what it refuses. */
    @FuzzTest
    void streamRequests(FuzzedDataProvider data) {
        byte[] bytes = data.consumeRemainingAsBytes();
        assertEquals(outcome(PLAIN, bytes), outcome(MARSHALLER, bytes));
    }

    private static Object outcome(MethodDescriptor.Marshaller<ModelInferRequest> marshaller, byte[] bytes) {
        try {
            return marshaller.parse(new Received(bytes)).toByteString();
        } catch (StatusRuntimeException e) {
            return String.valueOf(e.getStatus().getDescription());
        }
    }

    /** Bytes as gRPC hands them over. */
    private static final class Received extends ByteArrayInputStream implements KnownLength {

        Received(byte[] bytes) {
            super(bytes);
        }
    }

    @FuzzTest
    void published(FuzzedDataProvider data) {
        try {
            FrameMessages.toFrame(
                    PublishRequest.parseFrom(data.consumeRemainingAsBytes()).getFrame());
        } catch (InvalidProtocolBufferException | MalformedFrameException e) {
            // refused, with a reason
        }
    }

    @FuzzTest
    void tensors(FuzzedDataProvider data) {
        ModelInferRequest.InferInputTensor.Builder tensor = ModelInferRequest.InferInputTensor.newBuilder()
                .setName(data.pickValue(PIPELINE.inputs()).name())
                .setDatatype(data.pickValue(Datatype.values()).name());
        for (int axis = data.consumeInt(0, 9); axis > 0; axis--) {
            tensor.addShape(data.consumeLong(-1, 5));
        }
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder()
                .addInputs(tensor)
                .addRawInputContents(com.google.protobuf.ByteString.copyFrom(data.consumeRemainingAsBytes()));
        try {
            InferRequest.read(request.build(), PIPELINE);
        } catch (RequestException e) {
            // refused, with a reason
        }
    }

    @FuzzTest
    void subscriptions(FuzzedDataProvider data) {
        FrameDecoder decoder = new FrameDecoder();
        while (data.remainingBytes() > 0) {
            try {
                decoder.decode(SubscribeResponse.parseFrom(data.consumeBytes(200)));
            } catch (InvalidProtocolBufferException | MalformedFrameException e) {
                // refused, with a reason
            }
        }
    }
}
