package io.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.Port;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
import io.millrace.transport.grpc.GrpcServer;
import io.millrace.transport.grpc.LiveGraph;
import io.millrace.transport.grpc.ServedPipeline;
import io.millrace.transport.grpc.ServerLimits;
import io.millrace.transport.grpc.ServerSettings;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.InferTensorContents;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How calls, connections and the server end: a client that gives up, one that vanishes, a server that stops. */
class EndingsTest {

    private static final int RECORDS = 10_000;

    /** Takes records, a millisecond each. */
    private static final class Slow implements ServedPipeline {

        private final AtomicInteger taken = new AtomicInteger();
        private volatile CountDownLatch closed = new CountDownLatch(1);
        private final List<Port> ports = List.of(new Port("record", StreamSpec.records()));

        @Override
        public String name() {
            return "slow";
        }

        @Override
        public List<Port> inputs() {
            return ports;
        }

        @Override
        public List<Port> outputs() {
            return ports;
        }

        @Override
        public Provenance provenance(int input) {
            return Provenance.of(Origin.SIMULATED, "test");
        }

        @Override
        public String plan() {
            return "";
        }

        @Override
        public Instance open(Map<String, String> settings, Output output) {
            return new Instance() {
                @Override
                public void offer(int input, Frame frame) {
                    taken.incrementAndGet();
                    LockSupport.parkNanos(1_000_000);
                }

                @Override
                public void finish() {
                    closed.countDown();
                }

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }

        @Override
        public @Nullable LiveGraph live() {
            return null;
        }
    }

    @Test
    void aDeadlineReachesTheGraph() throws Exception {
        Slow slow = new Slow();
        // Computing apart from the network, so that the network hears that the client has given up.
        ServerSettings local = ServerSettings.local(0);
        ServerSettings settings = new ServerSettings(local.address(), null, null, false, ServerLimits.DEFAULT, 1, 1);
        try (GrpcServer server = GrpcServer.start(settings, List.of(slow), SystemClock.INSTANCE)) {
            ManagedChannel channel = channel(server);
            GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(records(1)); // connected, and warm
            assertThat(slow.closed.await(20, TimeUnit.SECONDS)).isTrue();
            slow.closed = new CountDownLatch(1);
            assertThatThrownBy(() -> GRPCInferenceServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(2, TimeUnit.SECONDS)
                            .modelInfer(records(RECORDS)))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("DEADLINE_EXCEEDED");
            assertThat(slow.closed.await(20, TimeUnit.SECONDS))
                    .as("its instance ends")
                    .isTrue();
            assertThat(slow.taken.get()).as("and takes no more").isBetween(2, RECORDS);
            channel.shutdownNow();
        }
    }

    private static ModelInferRequest records(int count) {
        InferTensorContents.Builder records = InferTensorContents.newBuilder();
        for (int i = 0; i < count; i++) {
            records.addBytesContents(ByteString.copyFromUtf8("x"));
        }
        return ModelInferRequest.newBuilder()
                .setModelName("slow")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("record")
                        .setDatatype("BYTES")
                        .addShape(count)
                        .setContents(records))
                .build();
    }

    private static ManagedChannel channel(GrpcServer server) {
        return ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    /** A half-open connection: the preface of HTTP/2 and then nothing, not even an answer to a ping. gRPC asks after 10 s. */
    @Test
    void whoIsSilentIsAskedAndThenGone() throws Exception {
        ServerLimits hasty = ServerLimits.DEFAULT.withTimes(Duration.ofSeconds(5), Duration.ofMillis(300));
        try (Served served = new Served(ServerSettings.local(0).with(hasty), Served.sums());
                Socket silent = new Socket("127.0.0.1", served.server.port())) {
            silent.setSoTimeout(20_000);
            silent.getOutputStream()
                    .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            silent.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // SETTINGS, empty
            Talk talk = new Talk(served.channel); // one that answers stays, however long it says nothing
            talk.say(Talk.request("sums", "values", 1, 2));
            assertThat(talk.hearValues()).containsExactly(1, 2);
            assertThat(silent.getInputStream().readAllBytes())
                    .as("ended by the server")
                    .isNotEmpty();
            talk.say(Talk.request("sums", "values", 1, 2));
            assertThat(talk.hearValues()).containsExactly(2, 4);
        }
    }

    @Test
    void aServerThatStopsLetsStreamsEndAndTakesNoMore() throws Exception {
        ServerLimits patient = ServerLimits.DEFAULT.withTimes(Duration.ofSeconds(20), Duration.ofSeconds(30));
        Served served = new Served(ServerSettings.local(0).with(patient), Served.sums());
        BlockingQueue<HealthCheckResponse.ServingStatus> health = new LinkedBlockingQueue<>();
        ManagedChannel other = channel(served.server);
        HealthGrpc.newStub(other)
                .watch(HealthCheckRequest.newBuilder().setService("sums").build(), new StreamObserver<>() {
                    @Override
                    public void onNext(HealthCheckResponse response) {
                        health.add(response.getStatus());
                    }

                    @Override
                    public void onError(Throwable cause) {
                        // the server has gone
                    }

                    @Override
                    public void onCompleted() {
                        // nor is there more to say
                    }
                });
        assertThat(health.poll(20, TimeUnit.SECONDS)).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        Talk talk = new Talk(served.channel);
        talk.say(Talk.request("sums", "values", 1, 2));
        assertThat(talk.hearValues()).containsExactly(1, 2);

        AtomicBoolean stopped = new AtomicBoolean();
        Thread stopping = new Thread(() -> {
            served.server.close();
            stopped.set(true);
        });
        stopping.start();
        assertThat(health.poll(20, TimeUnit.SECONDS)).isEqualTo(HealthCheckResponse.ServingStatus.NOT_SERVING);
        talk.say(Talk.request("sums", "values", 1, 2));
        assertThat(talk.hearValues()).as("an open stream goes on").containsExactly(2, 4);
        assertThatThrownBy(() -> new Socket("127.0.0.1", served.server.port()).close())
                .as("nobody new")
                .isInstanceOf(java.io.IOException.class);
        assertThat(stopped).isFalse();
        talk.done();
        other.shutdownNow(); // a watch of health would hold it up for as long as it may
        served.channel.shutdown();
        stopping.join(20_000);
        assertThat(stopped).isTrue();
    }
}
