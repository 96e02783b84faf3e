package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.engine.Draft;
import io.millrace.engine.Millrace;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.checkpoint.CheckpointStore;
import io.millrace.engine.record.Certificate;
import io.millrace.engine.record.Recorder;
import io.millrace.engine.record.Recording;
import io.millrace.engine.record.RecordingHead;
import io.millrace.engine.record.Replay;
import io.millrace.engine.run.Checkpoints;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.inference.OnnxSettings;
import io.millrace.inference.delta.DeltaSettings;
import io.millrace.profiles.DeviceProfiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * A model is swapped while it runs, in ONNX Runtime and on delta kernels: {@code h = gain x + h/2, y = sum of h} with another
 * gain goes on with the state; NaN, another signature, or bytes that are no model change nothing.
 */
class ModelSwapTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Path MODELS = Cli.root().resolve("runtime/inference/src/test/resources/models");
    private static final StreamSpec PAIR = StreamSpec.tensor(ElementType.F32, Axis.of("value", 2));
    private static final Provenance BENCH = Provenance.of(Origin.SIMULATED, "bench");

    @TempDir
    private Path folder;

    private static Draft draft(Publisher<Frame> source, boolean delta) {
        OnnxSettings dense = OnnxSettings.of(MODELS.resolve("leaky.onnx"));
        OnnxSettings settings = !delta
                ? dense
                : new OnnxSettings(
                        dense.model(), List.of(), List.of(), List.of(), List.of(), 1, true, DeltaSettings.of(0));
        return Millrace.pipeline("swap")
                .source("in", PAIR, source, new EdgePolicy(Overflow.BLOCK, 4))
                .node("model", Component.given("onnx", settings), n -> n.in("in"))
                .draft();
    }

    private static Frame frame(long sequence) {
        long nanos = 1_000_000 * sequence;
        return new Frame(sequence, nanos, 0, nanos, Tensor.of(Shape.of(2), new float[] {1, 0}), BENCH);
    }

    private static String path(String model) {
        return MODELS.resolve(model + ".onnx").toString();
    }

    /** A run that is fed by hand. */
    private static final class Fed implements AutoCloseable {

        private final Sinks.Many<Frame> source = Sinks.many().unicast().onBackpressureBuffer();
        private final List<Float> given = new ArrayList<>();
        private final Run run;
        private long sequence;

        Fed(boolean delta, RunOptions options) throws IOException {
            run = draft(source.asFlux(), delta)
                    .compile(DeviceProfiles.thisMachine(), Catalog.installed())
                    .start(options);
            run.port("model").subscribe(frame -> given.add(frame.tensor().floats()[0]));
        }

        float next() {
            int before = given.size();
            source.tryEmitNext(frame(sequence++));
            assertThat(given).hasSize(before + 1);
            return given.get(before);
        }

        @Nullable String swap(String model) throws IOException {
            return run.set("model", Map.of("model", model)).block(SOON);
        }

        @Override
        public void close() {
            run.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anotherModelGoesOnWithTheState(boolean delta) throws IOException {
        try (Fed fed = new Fed(delta, RunOptions.virtualTime())) {
            assertThat(fed.next()).isEqualTo(1f);
            assertThat(fed.next()).isEqualTo(1.5f);
            assertThat(fed.swap(path("leaky-ten"))).startsWith("live change: node=model, {model=");
            assertThat(fed.next()).isEqualTo(10.75f);
            assertThat(fed.next()).isEqualTo(15.375f);
            fed.swap(path("leaky"));
            assertThat(fed.next()).isEqualTo(8.6875f);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aModelThatAnswersWithNanIsTakenBackForTheSameFrame(boolean delta) throws IOException {
        try (Fed fed = new Fed(delta, RunOptions.virtualTime())) {
            fed.next();
            fed.swap(path("leaky-nan"));
            assertThat(fed.next()).isEqualTo(1.5f);
            assertThat(fed.next()).isEqualTo(1.75f);
            assertThat(fed.run.report().notes().get(1))
                    .isEqualTo("live change rolled back: node=model, cause=non-finite-output");
            assertThat(fed.run.report().edge("in->model").dropped()).isEmpty();
            assertThat(fed.run.report().balances()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsBadIsRefusedAndNothingChanges(boolean delta) throws IOException {
        Path broken = Files.write(folder.resolve("broken.onnx"), new byte[] {1, 2, 3});
        try (Fed fed = new Fed(delta, RunOptions.virtualTime())) {
            fed.next();
            assertThatThrownBy(() -> fed.swap(path("leaky-wide")))
                    .hasRootCauseInstanceOf(IOException.class)
                    .rootCause()
                    .hasMessageContaining("state")
                    .hasMessageContaining("(expected ");
            assertThatThrownBy(() -> fed.swap(path("gemm"))).hasMessageContaining("node model: ");
            assertThatThrownBy(() -> fed.swap(broken.toString())).hasMessageContaining("broken.onnx");
            assertThatThrownBy(() -> fed.swap(folder.resolve("none.onnx").toString()))
                    .hasMessageContaining("none.onnx");
            assertThat(fed.next()).isEqualTo(1.5f);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSwapIsInTheRecordingAndComesAgain(boolean delta) throws Exception {
        Path file = folder.resolve("swap.mcap");
        RecordingHead head = new RecordingHead("swap.yaml", "pipeline: swap");
        Fed fed = new Fed(delta, RunOptions.virtualTime().withTap(new Recorder(file, head, Set.of())));
        fed.next();
        fed.swap(path("leaky-ten"));
        fed.next();
        fed.swap(path("leaky-nan"));
        fed.next();
        fed.source.tryEmitComplete();
        assertThat(fed.run.await(SOON)).isTrue();
        Certificate certificate = new Replay(Recording.read(file))
                .run(draft(Flux.never(), delta), DeviceProfiles.thisMachine(), Catalog.installed());
        assertThat(certificate.lines()).last().asString().startsWith("verified: every frame of every port");
        assertThat(certificate.report().notes())
                .hasSize(3)
                .last()
                .isEqualTo("live change rolled back: node=model, cause=non-finite-output");
    }

    @Test
    void aCheckpointResumesWithTheModelThatRan() throws Exception {
        for (boolean delta : new boolean[] {false, true}) {
            CheckpointStore store = new CheckpointStore(folder.resolve("state-" + delta), 2);
            try (Fed fed =
                    new Fed(delta, RunOptions.virtualTime().withCheckpoints(new Checkpoints(store, null, false)))) {
                fed.next();
                fed.swap(path("leaky-ten"));
                assertThat(fed.next()).isEqualTo(10.5f);
                fed.run.checkpoint().block(SOON);
                fed.run.cancel();
            }
            try (Fed fed =
                    new Fed(delta, RunOptions.virtualTime().withCheckpoints(new Checkpoints(store, null, true)))) {
                fed.sequence = 2;
                assertThat(fed.next()).isEqualTo(15.25f);
                assertThat(fed.run.report().notes().toString()).contains("resumed: node=model, live {model=");
            }
        }
    }
}
