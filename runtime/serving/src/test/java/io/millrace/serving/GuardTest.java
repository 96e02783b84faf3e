package io.millrace.serving;

import static io.millrace.serving.Talk.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.millrace.api.config.ConfigException;
import io.millrace.api.time.SystemClock;
import io.millrace.transport.grpc.Clients;
import io.millrace.transport.grpc.GrpcServer;
import io.millrace.transport.grpc.ServerLimits;
import io.millrace.transport.grpc.ServerSettings;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.millrace.transport.grpc.inference.ModelReadyRequest;
import io.millrace.transport.grpc.inference.ServerLiveRequest;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Credentials, permissions, TLS: every refusal has a status and a reason. */
class GuardTest {

    @TempDir
    Path folder;

    private static GRPCInferenceServiceBlockingStub with(ManagedChannel channel, String authorization) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), authorization);
        return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private Clients clients() throws Exception {
        Path file = folder.resolve("clients.yaml");
        Files.writeString(file, """
                clients:
                  operator: { token-sha256: "%s", allow: { "*": ["*"] } }
                  reader:   { token-sha256: "%s", allow: { sums: [ModelReady], other: [ModelInfer] } }
                  former:   { token-sha256: "%s", expires: 2020-01-01T00:00:00Z, allow: { "*": ["*"] } }
                  gateway:  { certificate: gateway, allow: { sums: [ModelInfer] } }
                """.formatted(Clients.digest("all"), Clients.digest("read"), Clients.digest("old")));
        return ClientsFile.read(file);
    }

    @Test
    void tokensAndPermissions() throws Exception {
        try (Served served = new Served(ServerSettings.local(0).guarded(null, clients()), Served.sums())) {
            var infer = request("sums", "values", 1, 2).build();
            assertThatThrownBy(() -> GRPCInferenceServiceGrpc.newBlockingStub(served.channel)
                            .modelInfer(infer))
                    .hasMessage("UNAUTHENTICATED: credentials are missing (expected the header 'authorization: Bearer"
                            + " TOKEN' or a client certificate)");
            assertThatThrownBy(() -> with(served.channel, "Basic YTpi").modelInfer(infer))
                    .hasMessage("UNAUTHENTICATED: credentials not understood: scheme is not Bearer (expected 'Bearer"
                            + " TOKEN')");
            assertThatThrownBy(() -> with(served.channel, "Bearer wrong").modelInfer(infer))
                    .hasMessage("UNAUTHENTICATED: token not known (expected one in the server's permission file)");
            assertThatThrownBy(() -> with(served.channel, "Bearer old").modelInfer(infer))
                    .hasMessage("UNAUTHENTICATED: token has expired: client=former (expected a newer token)");
            assertThatThrownBy(() -> with(served.channel, "Bearer read").modelInfer(infer))
                    .hasMessage("PERMISSION_DENIED: not permitted: client=reader, method=ModelInfer, pipeline=sums"
                            + " (expected an entry in the server's permission file)");
            assertThatThrownBy(() ->
                            with(served.channel, "Bearer read").serverLive(ServerLiveRequest.getDefaultInstance()))
                    .hasMessageStartingWith("PERMISSION_DENIED: not permitted: client=reader, method=ServerLive");
            assertThat(with(served.channel, "Bearer read")
                            .modelReady(ModelReadyRequest.newBuilder()
                                    .setName("sums")
                                    .build())
                            .getReady())
                    .isTrue();
            assertThat(with(served.channel, "Bearer all").modelInfer(infer).getOutputsCount())
                    .isEqualTo(1);
        }
    }

    @Test
    void certificatesBothWays() throws Exception {
        Certificates.Pair own = Certificates.make(folder, "server");
        Certificates.Pair gateway = Certificates.make(folder, "gateway");
        ServerSettings settings = ServerSettings.local(0)
                .guarded(new ServerSettings.Tls(own.certificate(), own.key(), gateway.certificate()), clients());
        try (GrpcServer server = GrpcServer.start(settings, List.of(Served.sums()), SystemClock.INSTANCE)) {
            assertThat(infer(server, own, gateway)).isEqualTo("1 output");
            assertThat(infer(server, own, own)).startsWith("UNAVAILABLE");
            assertThat(infer(server, own, null)).startsWith("UNAVAILABLE");
        }
    }

    private static String infer(GrpcServer server, Certificates.Pair trusted, Certificates.@Nullable Pair shown)
            throws Exception {
        var ssl = GrpcSslContexts.forClient().trustManager(trusted.certificate().toFile());
        if (shown != null) {
            ssl.keyManager(shown.certificate().toFile(), shown.key().toFile());
        }
        ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", server.port())
                .sslContext(ssl.build())
                .build();
        try {
            return GRPCInferenceServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(20, TimeUnit.SECONDS)
                            .modelInfer(request("sums", "values", 1, 2).build())
                            .getOutputsCount()
                    + " output";
        } catch (io.grpc.StatusRuntimeException e) {
            return String.valueOf(e.getMessage());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void refusesToStandOpen() {
        assertThatThrownBy(() -> new ServerSettings(
                        new InetSocketAddress("0.0.0.0", 8001), null, null, false, ServerLimits.DEFAULT, 1, 0))
                .hasMessage(
                        "server would be open to other machines: address=/0.0.0.0:8001, tls=no, clients=no (expected"
                                + " TLS and a permission file, an address of this machine alone, or to be told that this is"
                                + " meant)");
    }

    @Test
    void permissionFileTellsAllProblems() throws Exception {
        Path file = folder.resolve("bad.yaml");
        Files.writeString(file, """
                clients:
                  a: { token-sha256: "12", allow: { "*": ["*"] } }
                  b: { allow: { "*": "*" } }
                  c: { certificate: c, expires: soon, alow: {} }
                """);
        assertThatThrownBy(() -> ClientsFile.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "digest is none: client=a, token-sha256=12 (expected 64 lower-case hexadecimal" + " digits)")
                .hasMessageContaining(
                        "credentials do not fit: client=b (expected token-sha256 or certificate, and neither"
                                + " for anonymous)")
                .hasMessageContaining("methods are no list: client=b, pipeline=* (expected [METHOD, ...] or [\"*\"])")
                .hasMessageContaining("key not known: client=c, key=alow")
                .hasMessageContaining("time not understood: client=c, expires=soon (expected 2027-01-31T00:00:00Z)")
                .hasMessageContaining("mapping is missing: key=allow (expected allow: { ... })");
    }
}
