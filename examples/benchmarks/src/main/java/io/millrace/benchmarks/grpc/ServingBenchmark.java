package io.millrace.benchmarks.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.millrace.api.frame.ElementType;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.api.time.SystemClock;
import io.millrace.engine.Millrace;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.serving.EnginePipeline;
import io.millrace.transport.grpc.GrpcServer;
import io.millrace.transport.grpc.ServerSettings;
import io.millrace.transport.grpc.inference.GRPCInferenceServiceGrpc;
import io.millrace.transport.grpc.inference.ModelInferRequest;
import io.millrace.transport.grpc.inference.ModelStreamInferResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import reactor.core.publisher.Flux;

/**
 * Streams through a pipeline that passes everything on, beside bare grpc-java echoes, in turns in one process: frames a
 * second, round trips, and what a thousand idle streams weigh.
 */
public final class ServingBenchmark {

    private static final int[] SIZES = {1024, 65536};
    private static final int STREAMS = 1000;

    private ServingBenchmark() {}

    /**
     * Prints the table.
     *
     * @param arguments seconds of one measurement, 2 if none, and how many of each, 5 if none
     * @throws Exception if anything fails
     */
    public static void main(String[] arguments) throws Exception {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 2;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        Server bare = BareEcho.start(false);
        Server same = BareEcho.start(true);
        List<EnginePipeline> pipelines =
                Arrays.stream(SIZES).mapToObj(ServingBenchmark::echo).toList();
        try (GrpcServer millrace = GrpcServer.start(ServerSettings.local(0), pipelines, SystemClock.INSTANCE)) {
            for (int bytes : SIZES) {
                compare(bytes, new int[] {bare.getPort(), same.getPort(), millrace.port()}, seconds, rounds);
            }
            idle("grpc-java", bare.getPort());
            idle("millrace", millrace.port());
        }
        bare.shutdownNow();
        same.shutdownNow();
        System.exit(0); // the bare server's event loops would go on
    }

    private static EnginePipeline echo(int bytes) {
        StreamSpec spec = StreamSpec.tensor(ElementType.F32, Axis.of("value", bytes / 4));
        return EnginePipeline.of(
                Millrace.pipeline("echo-" + bytes)
                        .source("frames", spec, Flux.never(), new EdgePolicy(Overflow.BLOCK, 16))
                        .draft(),
                DeviceProfiles.thisMachine());
    }

    private static ManagedChannel connect(int port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .flowControlWindow(1 << 20)
                .maxInboundMessageSize(16 << 20)
                .build();
    }

    private static void compare(int bytes, int[] ports, double seconds, int rounds) throws Exception {
        ManagedChannel[] channels =
                Arrays.stream(ports).mapToObj(ServingBenchmark::connect).toArray(ManagedChannel[]::new);
        double[][] rate = new double[ports.length][rounds];
        double[][] p50 = new double[ports.length][rounds];
        double[][] p99 = new double[ports.length][rounds];
        int ahead = bytes > 8192 ? 32 : 256;
        for (int round = -3; round < rounds; round++) {
            for (int which = 0; which < ports.length; which++) {
                double frames = EchoClient.throughput(channels[which], bytes, ahead, seconds);
                long[] trips = EchoClient.trips(channels[which], bytes, seconds);
                if (round >= 0) {
                    rate[which][round] = frames;
                    p50[which][round] = trips[trips.length / 2] / 1e3;
                    p99[which][round] = trips[(int) (trips.length * 0.99)] / 1e3;
                }
            }
        }
        print(bytes + " B, frames/s", rate);
        print(bytes + " B, trip p50 us", p50);
        print(bytes + " B, trip p99 us", p99);
        for (ManagedChannel channel : channels) {
            channel.shutdownNow();
        }
    }

    /** Medians of the rounds and their spread, and of Millrace the ratios within a round. */
    private static void print(String what, double[][] values) {
        System.out.println(what);
        String[] names = {"grpc-java, bytes alone", "grpc-java, same messages", "millrace"};
        double[] ours = values[values.length - 1];
        for (int which = 0; which < values.length; which++) {
            double[] ratios = new double[ours.length];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = ours[i] / values[which][i];
            }
            System.out.printf(
                    "  %-25s %9.0f [%.0f..%.0f]   millrace is %.2f of it [%.2f..%.2f]%n",
                    names[which],
                    mid(values[which]),
                    min(values[which]),
                    max(values[which]),
                    mid(ratios),
                    min(ratios),
                    max(ratios));
        }
    }

    private static double mid(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElse(Double.NaN);
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }

    /** Streams that have had one answer and wait: heap of client and server together, after collection. */
    private static void idle(String what, int port) throws Exception {
        ManagedChannel channel = connect(port);
        CountDownLatch answered = new CountDownLatch(STREAMS);
        long before = heap();
        List<StreamObserver<ModelInferRequest>> streams = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < STREAMS; i++) {
            StreamObserver<ModelInferRequest> stream = GRPCInferenceServiceGrpc.newStub(channel)
                    .modelStreamInfer(new StreamObserver<>() {
                        @Override
                        public void onNext(ModelStreamInferResponse response) {
                            answered.countDown();
                        }

                        @Override
                        public void onError(Throwable cause) {
                            // the end of the measurement
                        }

                        @Override
                        public void onCompleted() {
                            // the end of the measurement
                        }
                    });
            stream.onNext(EchoClient.request(1024));
            streams.add(stream);
        }
        answered.await();
        double ms = (System.nanoTime() - began) / 1e6;
        System.out.printf(
                "%d streams at once, %s: opened and answered in %.0f ms, %.1f KB of heap each, client included; threads %d%n",
                streams.size(), what, ms, (heap() - before) / 1024.0 / STREAMS, Thread.activeCount());
        channel.shutdownNow();
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
