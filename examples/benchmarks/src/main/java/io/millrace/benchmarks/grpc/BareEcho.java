package io.millrace.benchmarks.grpc;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.InferParameter;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelStreamInferResponse;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * grpc-java alone, with the same threads, windows and flow control, and nothing between request and response: with the same
 * messages both ways, or handing back the bytes and nothing said of them.
 */
final class BareEcho extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

    private static final int WINDOW = 16;
    private static final InferParameter SIMULATED =
            InferParameter.newBuilder().setStringParam("simulated").build();

    private final boolean stamped;

    private BareEcho(boolean stamped) {
        this.stamped = stamped;
    }

    /** @param stamped whether each answer says its time and origin, as Millrace's do */
    static Server start(boolean stamped) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .bossEventLoopGroup(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
                .workerEventLoopGroup(new MultiThreadIoEventLoopGroup(
                        Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory()))
                .channelType(NioServerSocketChannel.class)
                .flowControlWindow(1 << 20)
                .maxInboundMessageSize(16 << 20)
                .directExecutor()
                .addService(new BareEcho(stamped))
                .build()
                .start();
    }

    private static InferParameter number(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> to) {
        ServerCallStreamObserver<ModelStreamInferResponse> client =
                (ServerCallStreamObserver<ModelStreamInferResponse>) to;
        client.disableAutoRequest();
        client.request(WINDOW);
        return new StreamObserver<>() {

            private int owed;
            private long frame;

            {
                client.setOnReadyHandler(this::resume);
            }

            @Override
            public void onNext(ModelInferRequest request) {
                ModelInferRequest.InferInputTensor input = request.getInputs(0);
                ModelInferResponse.Builder response = ModelInferResponse.newBuilder()
                        .setModelName(request.getModelName())
                        .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                                .setName(input.getName())
                                .setDatatype(input.getDatatype())
                                .addAllShape(input.getShapeList()))
                        .addRawOutputContents(request.getRawInputContents(0));
                if (stamped) {
                    response.setModelVersion("1")
                            .setId(request.getId())
                            .putParameters("OVMS_MP_TIMESTAMP", number(frame))
                            .putParameters("timestamp_ns", number(1000 * frame++))
                            .putParameters("provenance", SIMULATED);
                }
                client.onNext(ModelStreamInferResponse.newBuilder()
                        .setInferResponse(response)
                        .build());
                owed++;
                resume();
            }

            private void resume() {
                if (owed > 0 && client.isReady()) {
                    int ask = owed;
                    owed = 0;
                    client.request(ask);
                }
            }

            @Override
            public void onError(Throwable cause) {
                // the client has gone
            }

            @Override
            public void onCompleted() {
                client.onCompleted();
            }
        };
    }
}
