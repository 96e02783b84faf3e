package io.millrace.benchmarks.grpc;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.inference.ModelStreamInferResponse;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** One stream that keeps so many requests on the way, for so long; every answer sends the next. */
final class EchoClient implements StreamObserver<ModelStreamInferResponse> {

    private final ModelInferRequest request;
    private final StreamObserver<ModelInferRequest> server;
    private final long untilNanos;
    private final int ahead;
    private final long[] trips = new long[1 << 20];
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long beganNanos = System.nanoTime();
    private long sentNanos;
    private long endNanos;
    private int answered;
    private int onTheWay;

    private EchoClient(ManagedChannel channel, int bytes, int ahead, double seconds) {
        this.ahead = ahead;
        this.request = request(bytes);
        this.untilNanos = beganNanos + (long) (seconds * 1e9);
        this.server = GRPCInferenceServiceGrpc.newStub(channel).modelStreamInfer(this);
    }

    static ModelInferRequest request(int bytes) {
        return ModelInferRequest.newBuilder()
                .setModelName("echo-" + bytes)
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("frames")
                        .setDatatype("FP32")
                        .addShape(bytes / 4))
                .addRawInputContents(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    /** Frames a second. */
    static double throughput(ManagedChannel channel, int bytes, int ahead, double seconds) throws Exception {
        EchoClient client = new EchoClient(channel, bytes, ahead, seconds);
        client.run();
        return client.answered / ((client.endNanos - client.beganNanos) * 1e-9);
    }

    /** Round trips one at a time, sorted, ns. */
    static long[] trips(ManagedChannel channel, int bytes, double seconds) throws Exception {
        EchoClient client = new EchoClient(channel, bytes, 1, seconds);
        client.run();
        long[] trips = Arrays.copyOf(client.trips, Math.min(client.answered, client.trips.length));
        Arrays.sort(trips);
        return trips;
    }

    private void run() throws InterruptedException {
        synchronized (this) {
            for (int i = 0; i < ahead; i++) {
                send();
            }
        }
        ended.await();
    }

    private void send() {
        onTheWay++;
        sentNanos = System.nanoTime();
        server.onNext(request);
    }

    @Override
    public synchronized void onNext(ModelStreamInferResponse response) {
        long now = System.nanoTime();
        if (!response.getErrorMessage().isEmpty() || response.getInferResponse().getRawOutputContentsCount() != 1) {
            throw new IllegalStateException("no echo: " + response.getErrorMessage());
        }
        if (answered < trips.length) {
            trips[answered] = now - sentNanos;
        }
        answered++;
        onTheWay--;
        if (now < untilNanos) {
            send();
        } else if (onTheWay == 0) {
            endNanos = now;
            server.onCompleted();
        }
    }

    @Override
    public void onError(Throwable cause) {
        cause.printStackTrace();
        ended.countDown();
    }

    @Override
    public void onCompleted() {
        ended.countDown();
    }
}
