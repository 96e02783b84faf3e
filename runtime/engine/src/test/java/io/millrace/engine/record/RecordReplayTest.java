package io.millrace.engine.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.engine.Draft;
import io.millrace.engine.Millrace;
import io.millrace.engine.Toys;
import io.millrace.engine.catalog.Catalog;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import io.millrace.engine.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

class RecordReplayTest {

    private static final RecordingHead HEAD = new RecordingHead("toy.yaml", "pipeline: toy");

    @TempDir
    private Path folder;

    @Test
    void aRunOnThreadsComesAgainBitByBitOnTheVirtualClock() throws Exception {
        Path file = record(RunOptions.realTime(), 1500);
        Recording recording = Recording.read(file);
        assertThat(recording.whole()).isTrue();
        assertThat(recording.messages()).containsEntry("/source/in", 1500L).containsEntry("/digest/total", 1501L);
        assertThat(recording.pipeline()).isEqualTo("pipeline: toy");
        assertThat(recording.head()).containsEntry("pipeline", "toy").containsEntry("time", "real");

        Certificate certificate = replay(recording, 2);
        assertThat(certificate.lines()).last().asString().startsWith("verified: every frame of every port");
        assertThat(certificate.isIdentical()).isTrue();
    }

    @Test
    void liveChangesAreMadeAgainAtTheirFrames() throws Exception {
        for (RunOptions options : List.of(RunOptions.virtualTime(), RunOptions.realTime())) {
            Path file = folder.resolve("changed.mcap");
            Sinks.Many<Frame> source = Sinks.many().unicast().onBackpressureBuffer();
            Run run = draft(2, source.asFlux())
                    .compile(Toys.profile(), Toys.catalog())
                    .start(options.withTap(new Recorder(file, HEAD, Set.of())));
            for (int i = 0; i < 300; i++) {
                source.tryEmitNext(Toys.frame(i));
                if (i % 100 == 40) {
                    run.set("scale", Map.of("factor", Integer.toString(i))).block(Duration.ofSeconds(5));
                }
            }
            source.tryEmitComplete();
            assertThat(run.await(Duration.ofSeconds(20))).isTrue();

            Recording recording = Recording.read(file);
            assertThat(recording.changes())
                    .hasSize(3)
                    .allMatch(change -> change.node().equals("scale"));
            assertThat(recording.changes().get(2).settings()).isEqualTo(Map.of("factor", "240"));
            Certificate certificate = replay(recording, 2);
            assertThat(certificate.lines()).last().asString().startsWith("verified: every frame of every port");
            assertThat(certificate.report().notes())
                    .containsExactly(
                            "live change: node=scale, {factor=40}",
                            "live change: node=scale, {factor=140}",
                            "live change: node=scale, {factor=240}");
            if (options.mode() == RunOptions.Mode.VIRTUAL_TIME) { // on threads it may come before the first frame
                assertThat(replay(recording, 3).lines())
                        .as("until the first change the factor is the plan's")
                        .contains("first difference: node=scale, frame=1, sequence=1, content differs");
            }
        }
    }

    @Test
    void anEditedPlanShowsTheFirstNodeAndFrameThatDiffer() throws Exception {
        Recording recording = Recording.read(record(RunOptions.virtualTime(), 10));
        Certificate certificate = replay(recording, 3);
        assertThat(certificate.isIdentical()).isFalse();
        assertThat(certificate.lines())
                .contains("first difference: node=scale, frame=1, sequence=1, content differs", "NOT VERIFIED");
    }

    @Test
    void aRecordingThatWasCutOffIsComparedAsFarAsItGoes() throws Exception {
        Path file = record(RunOptions.virtualTime(), 20_000);
        byte[] bytes = Files.readAllBytes(file);
        Path cut = folder.resolve("cut.mcap");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length * 2 / 3));
        Recording recording = Recording.read(cut);
        assertThat(recording.whole()).isFalse();
        assertThat(recording.messages().get("/source/in")).isBetween(5_000L, 19_999L);
        assertThat(replay(recording, 2).isIdentical()).isTrue();
    }

    @Test
    void aFullDiskEndsTheRecordingAndNotTheRun() throws Exception {
        Path full = Path.of("/dev/full"); // Linux: every write fails for want of space
        Assumptions.assumeTrue(Files.exists(full), "SKIPPED: no /dev/full on this system");
        Recorder recorder = new Recorder(full, HEAD, Set.of());
        Run run = draft(2, Toys.frames(5000))
                .compile(Toys.profile(), Toys.catalog())
                .start(RunOptions.realTime().withTap(recorder));
        assertThat(run.await(Duration.ofSeconds(10))).isTrue();
        assertThat(run.report().state()).isEqualTo(RunState.COMPLETED);
        assertThat(run.report().edge("in.raw->in").out()).isEqualTo(5000);
        assertThat(run.report().notes())
                .containsExactly("recording stopped: file=/dev/full, messages=0, cause=No space left on device (the run"
                        + " goes on; the file can be read up to its last whole chunk)");
    }

    @Test
    @Timeout(30)
    void aSteadyStreamReachesTheDiskWithoutAPause() throws Exception {
        Path file = folder.resolve("steady.mcap");
        Flux<Frame> steady = Flux.interval(Duration.ofMillis(5)).map(Toys::frame);
        try (Run run = draft(2, steady)
                .compile(Toys.profile(), Toys.catalog())
                .start(RunOptions.realTime().withTap(new Recorder(file, HEAD, Set.of())))) {
            while (Recording.read(file).messages().getOrDefault("/source/in", 0L) == 0) {
                assertThat(run.await(Duration.ofMillis(20))).isFalse();
            }
            assertThat(run.report().edge("in.raw->in").in())
                    .as("not by a buffer that was full: 4096 entries or 256 KiB")
                    .isLessThan(4096 / 3);
        }
    }

    @Test
    void aSourceThatGaveNothingIsPartOfTheRecording() throws Exception {
        Path file = folder.resolve("two.mcap");
        Run run = two(Toys.frames(100), Flux.empty())
                .compile(Toys.profile(), Toys.catalog())
                .start(RunOptions.virtualTime().withTap(new Recorder(file, HEAD, Set.of())));
        assertThat(run.await(Duration.ofSeconds(20))).isTrue();
        Recording recording = Recording.read(file);
        assertThat(recording.sources()).containsExactly("a", "b");
        assertThat(new Replay(recording)
                        .run(two(Flux.never(), Flux.never()), Toys.profile(), Toys.catalog())
                        .isIdentical())
                .isTrue();
    }

    @Test
    void saysWhichSourceIsMissing() throws Exception {
        Recording recording = Recording.read(record(RunOptions.virtualTime(), 3));
        Draft other = Millrace.pipeline("toy")
                .source("other", Toys.NUMBER, Toys.frames(1), new EdgePolicy(Overflow.BLOCK, 4))
                .draft();
        assertThatThrownBy(() -> new Replay(recording).run(other, Toys.profile(), Toys.catalog()))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "recording lacks a source: file=" + recording.file() + ", source=other (expected one of [in])");
    }

    /** An operator that goes by a measurement, which comes out differently each time, adds it to what it is given. */
    private static final class Measuring implements Operator<Toys.Gain> {
        private static final AtomicInteger MEASURED = new AtomicInteger();

        @Override
        public String name() {
            return "measuring";
        }

        @Override
        public String summary() {
            return "adds what was measured";
        }

        @Override
        public Class<Toys.Gain> settings() {
            return Toys.Gain.class;
        }

        @Override
        public Contract contract(Toys.Gain settings, Inputs inputs) {
            String known = inputs.profile().measured().get("speed");
            return Contract.of(inputs.single().spec())
                    .withMeasured("speed", known == null ? "" + MEASURED.incrementAndGet() : known);
        }

        @Override
        public Processor open(Toys.Gain settings, OpenContext context) {
            int measured = Integer.parseInt(
                    Objects.requireNonNull(context.contract().measured().get("speed")));
            return (input, frame, out) ->
                    out.emit(Toys.frame(frame.sequence(), frame.tensor().floats()[0] + measured));
        }
    }

    @Test
    void aReplayGoesByWhatTheRecordedMachineMeasured() throws Exception {
        Path file = folder.resolve("measured.mcap");
        Catalog catalog = Toys.catalog().with(new Measuring());
        Run run = measuring(Toys.frames(5))
                .compile(Toys.profile(), catalog)
                .start(RunOptions.virtualTime().withTap(new Recorder(file, HEAD, Set.of())));
        assertThat(run.await(Duration.ofSeconds(20))).isTrue();
        Recording recording = Recording.read(file);
        assertThat(recording.measured()).containsOnlyKeys("speed");
        measuring(Flux.never()).compile(Toys.profile(), catalog); // so that this machine would find another
        Certificate certificate = new Replay(recording).run(measuring(Flux.never()), Toys.profile(), catalog);
        assertThat(certificate.isIdentical()).isTrue();
        assertThat(certificate.lines()).last().asString().startsWith("verified: every frame of every port");
    }

    private static Draft measuring(Publisher<Frame> source) {
        return Millrace.pipeline("measuring")
                .source("in", Toys.NUMBER, source, new EdgePolicy(Overflow.BLOCK, 16))
                .node("measured", Component.given("measuring", new Toys.Gain(1)), n -> n.in("in"))
                .draft();
    }

    private static Draft two(Publisher<Frame> a, Publisher<Frame> b) {
        Map<String, ConfigValue> settings = Map.of(
                "align", new ConfigValue.Scalar("exact", Location.BUILDER),
                "on-stall", new ConfigValue.Scalar("wait(1h)", Location.BUILDER),
                "hold-frames", new ConfigValue.Scalar("64", Location.BUILDER));
        Component join =
                Component.written("align", new ConfigValue.Mapping(settings, Location.BUILDER), Location.BUILDER);
        return Millrace.pipeline("two")
                .source("a", Toys.NUMBER, a, new EdgePolicy(Overflow.BLOCK, 16))
                .source("b", Toys.NUMBER, b, new EdgePolicy(Overflow.BLOCK, 16))
                .node("pair", join, n -> n.named("a", "a").named("b", "b").queue(Overflow.BLOCK, 8))
                .draft();
    }

    private Path record(RunOptions options, int frames) throws Exception {
        Path file = folder.resolve("run.mcap");
        Run run = draft(2, Toys.frames(frames))
                .compile(Toys.profile(), Toys.catalog())
                .start(options.withTap(new Recorder(file, HEAD, Set.of("total"))));
        assertThat(run.await(Duration.ofSeconds(20))).isTrue();
        assertThat(run.report().notes()).isEmpty();
        return file;
    }

    private static Certificate replay(Recording recording, int factor) throws Exception {
        return new Replay(recording).run(draft(factor, Flux.never()), Toys.profile(), Toys.catalog());
    }

    private static Draft draft(int factor, Publisher<Frame> source) {
        return Millrace.pipeline("toy")
                .source("in", Toys.NUMBER, source, new EdgePolicy(Overflow.BLOCK, 16))
                .node("scale", Component.given("scale", new Toys.Gain(factor)), n -> n.in("in"))
                .node("total", Component.defaults("total"), n -> n.in("scale").queue(Overflow.BLOCK, 8))
                .draft();
    }
}
