package io.millrace.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.stub.StreamObserver;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.profiles.DeviceProfiles;
import io.millrace.transport.grpc.MillraceClient;
import io.millrace.transport.grpc.ServerSettings;
import io.millrace.transport.grpc.v1.Edge;
import io.millrace.transport.grpc.v1.MillraceGrpc;
import io.millrace.transport.grpc.v1.SubscribeRequest;
import io.millrace.transport.grpc.v1.SubscribeResponse;
import io.millrace.transport.grpc.v1.TraceRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** {@code millrace.v1} against a graph that runs. */
class LiveTest {

    @TempDir
    Path folder;

    private LivePipeline live;
    private Served served;
    private MillraceClient client;

    @BeforeEach
    void start() throws Exception {
        live = LivePipeline.start(
                Served.fileDraft(), DeviceProfiles.thisMachine(), Served.CATALOG, List.of("values"), folder, 4096);
        served = new Served(
                ServerSettings.local(0),
                EnginePipeline.of(Served.fileDraft(), DeviceProfiles.thisMachine(), Served.CATALOG, live.graph()));
        client = new MillraceClient(served.channel);
    }

    @AfterEach
    void stop() throws Exception {
        served.close();
        live.close();
    }

    private static Frame frame(long number, float... values) {
        return new Frame(
                number,
                number * 100_000_000L,
                0,
                0,
                Tensor.of(Shape.of(values.length), values),
                Provenance.of(Origin.SIMULATED, "test"));
    }

    private void awaitWatchers(int count) throws InterruptedException {
        for (int i = 0; i < 1000 && served.server.openStreams() < count; i++) {
            Thread.sleep(5);
        }
        for (int i = 0; i < 1000 && client.metrics("sums").getPortsCount() < count; i++) {
            Thread.sleep(5);
        }
    }

    @Test
    void publishesIntoASourceAndWatchesAPort() throws Exception {
        BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();
        var watching = client.subscribe("sums", "total").subscribe(heard::add);
        awaitWatchers(1);
        Long taken = client.publish("sums", "values", Flux.range(1, 500).map(i -> frame(i, 1, 2)))
                .block(Duration.ofSeconds(20));
        assertThat(taken).isEqualTo(500);
        for (int i = 1; i <= 500; i++) {
            Frame frame = heard.poll(10, TimeUnit.SECONDS);
            if (frame == null) {
                break; // dropped for this client, if it was slower than its queue of 64: then the last one tells
            }
            assertThat(frame.provenance().origin()).isEqualTo(Origin.SIMULATED);
            float[] values = frame.tensor().floats();
            assertThat(values[1]).isEqualTo(2 * values[0]);
            if (values[0] == 500) {
                watching.dispose();
                Edge source = client.metrics("sums").getEdges(0);
                assertThat(source.getIn()).isEqualTo(500);
                assertThat(source.getDroppedCount()).isZero();
                return;
            }
        }
        throw new AssertionError("the last frame has not come");
    }

    @Test
    void changesLiveSettingsAndShowsTraces() throws Exception {
        BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();
        client.subscribe("sums", "total").subscribe(heard::add);
        awaitWatchers(1);
        assertThat(client.set("sums", "total", Map.of("gain", "10"))).isEqualTo("live change: node=total, {gain=10}");
        client.publish("sums", "values", Flux.just(frame(1, 1, 2))).block(Duration.ofSeconds(20));
        assertThat(heard.poll(20, TimeUnit.SECONDS).tensor().floats()).containsExactly(10, 20);

        assertThatThrownBy(() -> client.set("sums", "total", Map.of("gain", "much", "copies", "2")))
                .hasMessageStartingWith("INVALID_ARGUMENT: ")
                .hasMessageContaining("setting is not live: key=copies (expected one of gain)")
                .hasMessageContaining("value not understood: gain=much");
        assertThatThrownBy(() -> client.set("sums", "nobody", Map.of("gain", "1")))
                .hasMessageContaining("no such node: name=nobody");
        assertThat(client.trace("sums", TraceRequest.Format.CHROME)).contains("\"name\":\"total\"");
        assertThat(client.trace("sums", TraceRequest.Format.OTLP)).contains("resourceSpans");
        assertThat(client.checkpoint("sums")).startsWith("checkpoint-");
    }

    /** Whoever comes late hears a whole frame first, whatever was sent to others before. */
    @Test
    void whoComesLateBeginsWithAWholeFrame() throws Exception {
        BlockingQueue<Frame> early = new LinkedBlockingQueue<>();
        client.subscribe("sums", "total").subscribe(early::add);
        awaitWatchers(1);
        client.publish("sums", "values", Flux.range(1, 20).map(i -> frame(i, 1, 0)))
                .block(Duration.ofSeconds(20));
        for (int i = 0; i < 20; i++) {
            assertThat(early.poll(20, TimeUnit.SECONDS)).isNotNull();
        }
        BlockingQueue<Frame> late = new LinkedBlockingQueue<>();
        client.subscribe("sums", "total").subscribe(late::add);
        awaitWatchers(2);
        client.publish("sums", "values", Flux.range(21, 1).map(i -> frame(i, 1, 3)))
                .block(Duration.ofSeconds(20));
        assertThat(late.poll(20, TimeUnit.SECONDS).tensor().floats()).containsExactly(21, 3);
        assertThat(early.poll(20, TimeUnit.SECONDS).tensor().floats()).containsExactly(21, 3);
    }

    @Test
    void slowClientNeverSlowsTheGraphAndKnowsWhatItLost() throws Exception {
        List<Frame> slow = new ArrayList<>();
        BaseSubscriber<Frame> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                subscription.request(2);
            }

            @Override
            protected void hookOnNext(Frame frame) {
                synchronized (slow) {
                    slow.add(frame);
                    slow.notifyAll();
                }
            }
        };
        client.subscribe(SubscribeRequest.newBuilder()
                        .setPipeline("sums")
                        .setPort("total")
                        .setQueueFrames(4)
                        .build())
                .subscribe(subscriber);
        awaitWatchers(1);
        Long taken = client.publish("sums", "values", Flux.range(1, 5000).map(i -> frame(i, 1, 1)))
                .block(Duration.ofSeconds(30));
        assertThat(taken).isEqualTo(5000); // with a client that takes two frames
        synchronized (slow) {
            assertThat(slow.size()).isLessThanOrEqualTo(2);
        }
        subscriber.request(1);
        synchronized (slow) {
            for (int i = 0; i < 100 && slow.size() < 3; i++) {
                slow.wait(100);
            }
            assertThat(slow).hasSize(3);
            assertThat(slow.get(2).sequence()).isGreaterThan(100); // drop-oldest: the newest four were kept
        }
        subscriber.cancel();
    }

    @Test
    void quietStreamsCostBytesInProportionToChange() throws Exception {
        BlockingQueue<SubscribeResponse> heard = new LinkedBlockingQueue<>();
        StreamObserver<SubscribeRequest> ask = MillraceGrpc.newStub(served.channel)
                .subscribe(new StreamObserver<>() {
                    @Override
                    public void onNext(SubscribeResponse response) {
                        heard.add(response);
                    }

                    @Override
                    public void onError(Throwable cause) {
                        // the end of the test
                    }

                    @Override
                    public void onCompleted() {
                        // the end of the test
                    }
                });
        ask.onNext(SubscribeRequest.newBuilder()
                .setPipeline("sums")
                .setPort("total")
                .setEncoding(SubscribeRequest.Encoding.DELTA)
                .setDemand(100)
                .build());
        awaitWatchers(1);
        float[] first = new float[512];
        java.util.Arrays.fill(first, 1);
        float[] one = new float[512];
        one[7] = 3;
        client.publish("sums", "values", Flux.just(frame(1, first), frame(2, new float[512]), frame(3, one)))
                .block(Duration.ofSeconds(10));
        SubscribeResponse key = heard.poll(10, TimeUnit.SECONDS);
        SubscribeResponse quiet = heard.poll(10, TimeUnit.SECONDS);
        SubscribeResponse changed = heard.poll(10, TimeUnit.SECONDS);
        assertThat(key.hasKey()).isTrue();
        assertThat(key.getSerializedSize()).isGreaterThan(2048);
        assertThat(quiet.hasDelta()).isTrue();
        assertThat(quiet.getSerializedSize()).isLessThan(80);
        assertThat(changed.getDelta().getSparse().getValues().size()).isEqualTo(4);
        assertThat(changed.getSerializedSize() - quiet.getSerializedSize()).isLessThan(16);
        ask.onNext(SubscribeRequest.newBuilder().setResync(true).build());
        int sent = 4; // the wish and the frames come by different calls: the wish may be the later
        do {
            client.publish("sums", "values", Flux.just(frame(sent, new float[512])))
                    .block(Duration.ofSeconds(10));
        } while (!heard.poll(10, TimeUnit.SECONDS).hasKey() && ++sent < 200);
        assertThat(sent).isLessThan(200);
        ask.onCompleted();
    }

    @Test
    void deltasAreExact() throws Exception {
        BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();
        var watching = client.subscribe("sums", "values").subscribe(heard::add);
        awaitWatchers(1);
        long seed = 5;
        java.util.Random random = new java.util.Random(seed);
        float[] state = new float[256];
        List<Frame> sent = new ArrayList<>();
        for (int i = 1; i <= 60; i++) {
            for (int k = random.nextInt(20); k > 0; k--) {
                state[random.nextInt(256)] = random.nextInt(10) == 0 ? Float.NaN : random.nextFloat();
            }
            sent.add(frame(i, state.clone()));
        }
        client.publish("sums", "values", Flux.fromIterable(sent)).block(Duration.ofSeconds(10));
        for (Frame frame : sent) {
            assertThat(heard.poll(10, TimeUnit.SECONDS).payload())
                    .as("seed %d", seed)
                    .isEqualTo(frame.payload());
        }
        watching.dispose();
    }

    @Test
    void tellsWhatThereIsAndRefusesWhatThereIsNot() throws Exception {
        assertThat(client.list()).singleElement().satisfies(p -> {
            assertThat(p.getRunning()).isTrue();
            assertThat(p.getSourcesList()).extracting("name").containsExactly("values");
            assertThat(p.getPortsList()).extracting("name").containsExactly("values", "total");
        });
        assertThat(client.plan("sums")).contains("running-sum");
        assertThatThrownBy(() -> client.subscribe("sums", "totals").blockFirst(Duration.ofSeconds(10)))
                .hasMessageContaining("NOT_FOUND: no such port: port=totals (expected one of [values, total])");
        assertThatThrownBy(() -> client.publish("sums", "total", Flux.just(frame(1, 1, 1)))
                        .block(Duration.ofSeconds(10)))
                .hasMessageContaining(
                        "NOT_FOUND: source takes no frames from clients: source=total (expected one of" + " [values])");
        var file = MillraceGrpc.newBlockingStub(served.channel)
                .checkpoint(io.millrace.transport.grpc.v1.CheckpointRequest.newBuilder()
                        .setPipeline("sums")
                        .build());
        assertThat(folder.resolve(file.getFile())).exists();
    }
}
