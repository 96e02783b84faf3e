package io.millrace.benchmarks.grpc;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.inference.ModelInferResponse;
import io.millrace.transport.grpc.inference.ModelStreamInferResponse;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** grpc-java alone: the same messages, threads, windows and flow control, and nothing between request and response. */
final class BareEcho extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {

    private static final int WINDOW = 16;

    static Server start() throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .bossEventLoopGroup(new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()))
                .workerEventLoopGroup(new MultiThreadIoEventLoopGroup(
                        Runtime.getRuntime().availableProcessors(), NioIoHandler.newFactory()))
                .channelType(NioServerSocketChannel.class)
                .flowControlWindow(1 << 20)
                .maxInboundMessageSize(16 << 20)
                .directExecutor()
                .addService(new BareEcho())
                .build()
                .start();
    }

    @Override
    public StreamObserver<ModelInferRequest> modelStreamInfer(StreamObserver<ModelStreamInferResponse> to) {
        ServerCallStreamObserver<ModelStreamInferResponse> client =
                (ServerCallStreamObserver<ModelStreamInferResponse>) to;
        client.disableAutoRequest();
        client.request(WINDOW);
        return new StreamObserver<>() {

            private int owed;

            {
                client.setOnReadyHandler(this::resume);
            }

            @Override
            public void onNext(ModelInferRequest request) {
                ModelInferRequest.InferInputTensor input = request.getInputs(0);
                client.onNext(ModelStreamInferResponse.newBuilder()
                        .setInferResponse(ModelInferResponse.newBuilder()
                                .setModelName(request.getModelName())
                                .addOutputs(ModelInferResponse.InferOutputTensor.newBuilder()
                                        .setName(input.getName())
                                        .setDatatype(input.getDatatype())
                                        .addAllShape(input.getShapeList()))
                                .addRawOutputContents(request.getRawInputContents(0)))
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
