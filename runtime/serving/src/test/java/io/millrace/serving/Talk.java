package io.millrace.serving;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.InferParameter;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelStreamInferResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One inference stream from the client's side: say something, hear something. */
final class Talk implements StreamObserver<ModelStreamInferResponse> {

    final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final StreamObserver<ModelInferRequest> server;

    Talk(Channel channel) {
        server = GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(this);
    }

    static ModelInferRequest.Builder request(String model, String input, float... values) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName(input)
                        .setDatatype("FP32")
                        .addShape(values.length))
                .addRawInputContents(ByteString.copyFrom(raw));
    }

    static InferParameter flag(boolean value) {
        return InferParameter.newBuilder().setBoolParam(value).build();
    }

    static InferParameter number(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    static float[] floats(ModelInferResponse response, int output) {
        ByteBuffer raw =
                response.getRawOutputContents(output).asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[raw.remaining() / 4];
        raw.asFloatBuffer().get(values);
        return values;
    }

    Talk say(ModelInferRequest.Builder request) {
        server.onNext(request.build());
        return this;
    }

    void done() {
        server.onCompleted();
    }

    ModelStreamInferResponse hear() throws InterruptedException {
        Object next = heard.poll(10, TimeUnit.SECONDS);
        if (next instanceof ModelStreamInferResponse response) {
            return response;
        }
        throw new AssertionError("no response: heard=" + next);
    }

    float[] hearValues() throws InterruptedException {
        ModelStreamInferResponse response = hear();
        if (!response.getErrorMessage().isEmpty()) {
            throw new AssertionError(response.getErrorMessage());
        }
        return floats(response.getInferResponse(), 0);
    }

    @Override
    public void onNext(ModelStreamInferResponse value) {
        heard.add(value);
    }

    @Override
    public void onError(Throwable cause) {
        heard.add(cause);
    }

    @Override
    public void onCompleted() {
        heard.add("completed");
    }
}
