package io.millrace.serving;

import static io.millrace.serving.Talk.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.millrace.transport.grpc.ServerLimits;
import io.millrace.transport.grpc.ServerSettings;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that mean no good, or do it badly: nothing leaks, nothing stalls, the others are served. */
class HostileTest {

    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static void serves(Served served) {
        assertThat(GRPCInferenceServiceGrpc.newBlockingStub(served.channel)
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .modelInfer(request("sums", "values", 1, 2).build())
                        .getOutputsCount())
                .isEqualTo(1);
    }

    private static void await(Served served, int streams, int connections) throws InterruptedException {
        for (int i = 0;
                i < 2000 && (served.server.openStreams() > streams || served.server.openConnections() > connections);
                i++) {
            Thread.sleep(5);
        }
        assertThat(served.server.openStreams()).isLessThanOrEqualTo(streams);
        assertThat(served.server.openConnections()).isLessThanOrEqualTo(connections);
    }

    @Test
    void connectsAndDisconnectsAtRandomLeaveNothingBehind() throws Exception {
        long seed = 11;
        Random random = new Random(seed);
        try (Served served = Served.start()) {
            serves(served);
            for (int i = 0; i < 500; i++) {
                ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", served.server.port())
                        .usePlaintext()
                        .build();
                int talks = random.nextInt(4);
                for (int k = 0; k < talks; k++) {
                    Talk talk = new Talk(channel);
                    talk.say(request("sums", "values", 1, 2));
                    switch (random.nextInt(4)) {
                        case 0 -> talk.done();
                        case 1 -> assertThat(talk.hearValues()).containsExactly(1, 2);
                        case 2 -> talk.say(request("sums", "values", 1)); // refused
                        default -> {} // left where it is
                    }
                }
                channel.shutdownNow();
            }
            await(served, 0, 1);
            serves(served);
        }
    }

    @Test
    void socketsThatSaySomethingElseOrNothing() throws Exception {
        long seed = 12;
        Random random = new Random(seed);
        try (Served served = Served.start()) {
            List<Socket> sockets = new ArrayList<>();
            byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            for (int i = 0; i < 60; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.server.port());
                OutputStream out = socket.getOutputStream();
                byte[] noise = new byte[random.nextInt(300)];
                random.nextBytes(noise);
                try {
                    switch (i % 4) {
                        case 0 -> out.write(noise); // not HTTP/2
                        case 1 -> out.write(preface, 0, 5); // a slow-loris
                        case 2 -> {
                            out.write(preface);
                            out.write(noise); // not frames
                        }
                        default -> {} // half open: says nothing
                    }
                } catch (IOException e) {
                    assertThat(i % 4).as("seed %d", seed).isIn(0, 2); // thrown out already
                }
                sockets.add(socket);
            }
            serves(served);
            for (Socket socket : sockets) {
                socket.close();
            }
            await(served, 0, 1);
            serves(served);
        }
    }

    @Test
    void bytesThatAreNoMessage() throws Exception {
        MethodDescriptor<byte[], byte[]> infer = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("inference.GRPCInferenceService/ModelInfer")
                .setRequestMarshaller(BYTES)
                .setResponseMarshaller(BYTES)
                .build();
        long seed = 13;
        Random random = new Random(seed);
        try (Served served = Served.start()) {
            for (int i = 0; i < 200; i++) {
                byte[] message = request("sums", "values", 1, 2).build().toByteArray();
                for (int k = 0; k <= random.nextInt(4); k++) {
                    message[random.nextInt(message.length)] = (byte) random.nextInt();
                }
                try {
                    ClientCalls.blockingUnaryCall(
                            served.channel,
                            infer,
                            CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS),
                            message);
                } catch (StatusRuntimeException e) {
                    assertThat(e.getStatus().getCode())
                            .as("seed %d, i %d: %s", seed, i, e)
                            .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.NOT_FOUND, Status.Code.FAILED_PRECONDITION);
                }
            }
            serves(served);
        }
    }

    @Test
    void limitsHaveAStatusAndAReason() throws Exception {
        ServerLimits limits = ServerLimits.DEFAULT.withMessages(4096, 20).withConnections(2, 3);
        try (Served served = new Served(ServerSettings.local(0).with(limits), Served.sums())) {
            var stub = GRPCInferenceServiceGrpc.newBlockingStub(served.channel);
            ModelInferRequest big =
                    request("sums", "values", 1, 2).setId("x".repeat(5000)).build();
            assertThatThrownBy(() -> stub.modelInfer(big)).hasMessageStartingWith("RESOURCE_EXHAUSTED: ");
            List<Talk> talks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                talks.add(new Talk(served.channel).say(request("sums", "values", 1, 2)));
                talks.get(i).hearValues();
            }
            Talk surplus = new Talk(served.channel);
            assertThat(String.valueOf(surplus.heard.poll(10, TimeUnit.SECONDS)))
                    .contains("RESOURCE_EXHAUSTED: too many streams: streams=3 (expected at most 3 at a time)");
            talks.forEach(Talk::done);
            await(served, 0, 1);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            stub.modelInfer(request("sums", "values", 1, 2).build());
                        }
                    })
                    .hasMessage("RESOURCE_EXHAUSTED: too many messages (expected at most 20 a second on a connection)");
            for (int i = 0; i < 2; i++) {
                ManagedChannel other = ManagedChannelBuilder.forAddress("127.0.0.1", served.server.port())
                        .usePlaintext()
                        .build();
                try {
                    var there = GRPCInferenceServiceGrpc.newBlockingStub(other);
                    if (i == 0) {
                        there.modelInfer(request("sums", "values", 1, 2).build());
                        ManagedChannel third = ManagedChannelBuilder.forAddress("127.0.0.1", served.server.port())
                                .usePlaintext()
                                .build();
                        assertThatThrownBy(() -> GRPCInferenceServiceGrpc.newBlockingStub(third)
                                        .modelInfer(
                                                request("sums", "values", 1, 2).build()))
                                .hasMessage("RESOURCE_EXHAUSTED: too many connections (expected at most 2 at a time)");
                        third.shutdownNow();
                    }
                } finally {
                    other.shutdownNow();
                    await(served, 0, 1);
                }
            }
        }
    }

    @Test
    void clientThatDoesNotReadHoldsUpItselfAlone() throws Exception {
        try (Served served = Served.start()) {
            // 20 000 requests and not one answer read: taken only as far as windows and buffers go.
            ManagedChannel deaf = ManagedChannelBuilder.forAddress("127.0.0.1", served.server.port())
                    .usePlaintext()
                    .build();
            var call = deaf.newCall(GRPCInferenceServiceGrpc.getModelStreamInferMethod(), CallOptions.DEFAULT);
            call.start(new io.grpc.ClientCall.Listener<>() {}, new io.grpc.Metadata());
            String id = "i".repeat(1000);
            int said = 0;
            while (said < 20_000 && (call.isReady() || said < 10)) {
                call.sendMessage(request("sums", "values", 1, 1).setId(id).build());
                said++;
            }
            serves(served);
            call.cancel("enough", null);
            await(served, 0, 2);
            deaf.shutdownNow();
            await(served, 0, 1);
            serves(served);
        }
    }

    @Test
    void failedInstanceTellsWhyAndASequenceCanBeginAgain() throws Exception {
        try (Served served = Served.start()) {
            Talk talk = new Talk(served.channel);
            talk.say(request("sums", "values", 1, 1));
            assertThat(talk.hearValues()).containsExactly(1, 1);
            talk.say(request("sums", "values", -1, 1)
                    .putParameters("triton_enable_empty_final_response", Talk.flag(true)));
            assertThat(talk.hear().getErrorMessage())
                    .isEqualTo(
                            "instance has failed: model=sums, cause=processor failed too often: node=total, failures=1,"
                                    + " cause=java.lang.IllegalArgumentException: negative (expected at most what on-failure"
                                    + " allows: stop) (expected a new stream, or sequence_start)");
            talk.say(request("sums", "values", 5, 5));
            assertThat(talk.hear().getErrorMessage()).startsWith("instance has failed: model=sums");
            talk.say(request("sums", "values", 5, 5).putParameters("sequence_start", Talk.flag(true)));
            assertThat(talk.hearValues()).containsExactly(5, 5);
            talk.done();
        }
    }
}
