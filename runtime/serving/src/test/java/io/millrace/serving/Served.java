package io.millrace.serving;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.millrace.api.frame.ElementType;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
import io.millrace.engine.Draft;
import io.millrace.engine.Millrace;
import io.millrace.engine.catalog.Catalog;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.transport.grpc.GrpcServer;
import io.millrace.transport.grpc.ServerSettings;
import java.io.IOException;
import java.util.List;
import reactor.core.publisher.Flux;

/** A server of a running sum over [value=2] at 10 Hz, and a connection to it. */
final class Served implements AutoCloseable {

    static final StreamSpec SPEC =
            StreamSpec.tensor(ElementType.F32, Axis.of("value", 2)).withRateHz(10);
    static final Catalog CATALOG = Catalog.installed().with(new RunningSum());

    final GrpcServer server;
    final ManagedChannel channel;

    Served(ServerSettings settings, EnginePipeline... pipelines) throws IOException {
        server = GrpcServer.start(settings, List.of(pipelines), SystemClock.INSTANCE);
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.port())
                .usePlaintext()
                .build();
    }

    static Served start() throws IOException {
        return new Served(ServerSettings.local(0), sums());
    }

    static Draft fileDraft() {
        return Millrace.parse("sums.yaml", """
                pipeline: sums
                sources:
                  values: { transport: pipe, path: "-", overflow: block, capacity: 16, rate-hz: 10 }
                nodes:
                  total: { operator: running-sum, in: values }
                """);
    }

    /** As a file says it, so that its settings can be changed; fed with pairs of numbers. */
    static EnginePipeline sums() {
        return EnginePipeline.of(
                fileDraft().feed("values", SPEC, Flux.never()), DeviceProfiles.thisMachine(), CATALOG, null);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.close();
    }
}
