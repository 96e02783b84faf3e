package io.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.millrace.api.time.SystemClock;
import io.millrace.engine.Draft;
import io.millrace.engine.Millrace;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.transport.grpc.GrpcServer;
import io.millrace.transport.grpc.ServerSettings;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.ModelReadyRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five lines of the package's documentation, as they stand there. */
class EmbeddingTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aServerInAJvmOfOnesOwn() throws Exception {
        Path file = Files.writeString(folder.resolve("pipeline.yaml"), """
                pipeline: embedded
                sources:
                  values: { transport: pipe, path: "-", decoder: { operator: pcm-audio, sample-rate-hz: 8000 }, overflow: block, capacity: 16 }
                nodes:
                  quiet: { operator: dc-removal, in: values }
                """);
        Draft draft = Millrace.load(file);
        EnginePipeline pipeline = EnginePipeline.of(draft, DeviceProfiles.thisMachine());
        Thread waiting;
        try (GrpcServer server = GrpcServer.start(ServerSettings.local(0), List.of(pipeline), SystemClock.INSTANCE)) {
            waiting = new Thread(() -> await(server));
            waiting.start();
            ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                    .usePlaintext()
                    .build();
            assertThat(GRPCInferenceServiceGrpc.newBlockingStub(channel)
                            .modelReady(ModelReadyRequest.newBuilder()
                                    .setName("embedded")
                                    .build())
                            .getReady())
                    .isTrue();
            channel.shutdownNow();
        }
        waiting.join(20_000);
        assertThat(waiting.isAlive()).isFalse();
    }

    private static void await(GrpcServer server) {
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
