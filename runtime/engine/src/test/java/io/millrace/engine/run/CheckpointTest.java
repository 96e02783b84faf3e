package io.millrace.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.Pipeline;
import io.millrace.engine.PipelineBuilder;
import io.millrace.engine.Toys;
import io.millrace.engine.checkpoint.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Law 5 within one process: whatever the graph and wherever the cut, a resumed run goes on bit by bit. */
class CheckpointTest {

    private static final int FRAMES = 300;
    private static final boolean EXTENDED = Boolean.getBoolean("millrace.extended");

    private int resumed;

    @TempDir
    private Path folder;

    @Test
    @Timeout(600)
    void resumesBitIdenticallyOnThreadsWhateverTheGraph() throws Exception {
        resumeAtRandomCuts(21_2026, EXTENDED ? 1000 : 40, false);
    }

    @Test
    @Timeout(600)
    void resumesBitIdenticallyOnTheVirtualClockWithJoinsAndLossyQueues() throws Exception {
        resumeAtRandomCuts(22_2026, EXTENDED ? 1000 : 40, true);
    }

    private void resumeAtRandomCuts(long seed, int graphs, boolean virtual) throws Exception {
        RunOptions options = virtual ? RunOptions.virtualTime() : RunOptions.realTime();
        for (int graph = 0; graph < graphs; graph++) {
            SplittableRandom shape = new SplittableRandom(seed + graph);
            Map<String, String> whole = new LinkedHashMap<>();
            Run uninterrupted =
                    pipeline(shape.split(), virtual, whole, Toys.frames(FRAMES)).start(options);
            assertThat(uninterrupted.await(Duration.ofSeconds(20))).isTrue();

            Map<String, String> parts = new LinkedHashMap<>();
            Path checkpoints = folder.resolve(virtual + "-" + graph);
            SplittableRandom cuts = new SplittableRandom(seed - graph);
            crashes(seed + graph, virtual, options, parts, checkpoints, cuts);
            assertThat(outputs(parts)).as("seed=%s", seed + graph).isEqualTo(outputs(whole));
        }
        assertThat(resumed).isGreaterThan(graphs);
    }

    /** Runs until it gets through, crashing up to three times behind a checkpoint. */
    private void crashes(
            long seed,
            boolean virtual,
            RunOptions options,
            Map<String, String> sinks,
            Path folder,
            SplittableRandom cuts)
            throws Exception {
        for (int attempt = 0; ; attempt++) {
            CheckpointStore store = new CheckpointStore(folder, 2);
            boolean resumes = store.newest() != null;
            if (!resumes) {
                sinks.values().forEach(Toys.Collecting.COLLECTED::remove);
            }
            CompletableFuture<Run> started = new CompletableFuture<>();
            int cut = attempt < 3 ? cuts.nextInt(FRAMES) : -1;
            int crash = cut + 1 + cuts.nextInt(40);
            Flux<Frame> source = Toys.frames(FRAMES)
                    .publishOn(Schedulers.boundedElastic())
                    .doOnNext(frame -> {
                        if (frame.sequence() == cut) {
                            started.join().checkpoint().block();
                        }
                        if (cut >= 0 && frame.sequence() == crash) {
                            started.join().cancel();
                        }
                    });
            Pipeline pipeline = pipeline(new SplittableRandom(seed).split(), virtual, sinks, source);
            Run run = pipeline.start(options.withCheckpoints(new Checkpoints(store, null, true)));
            started.complete(run);
            assertThat(run.await(Duration.ofSeconds(20))).as("seed=%s", seed).isTrue();
            assertThat(run.report().edges()).as("seed=%s", seed).allMatch(e -> e.balances() && e.inFlight() == 0);
            assertThat(run.report().notes().get(0)).startsWith(resumes ? "resumed: checkpoint=" : "nothing to resume");
            resumed += resumes ? 1 : 0;
            if (run.report().state() == RunState.COMPLETED) {
                return;
            }
            assertThat(run.report().state()).as("%s", run.report().failure()).isEqualTo(RunState.CANCELLED);
        }
    }

    @Test
    void resumesWithTheLiveSettingsItHadThen() throws Exception {
        CheckpointStore store = new CheckpointStore(folder, 2);
        String into = UUID.randomUUID().toString();
        Sinks.Many<Frame> open = Sinks.many().unicast().onBackpressureBuffer();
        Run first = scaled(into, open.asFlux())
                .start(RunOptions.virtualTime().fedInOrder().withCheckpoints(new Checkpoints(store, null, false)));
        first.set("scaled", Map.of("factor", "7")).block(Duration.ofSeconds(5));
        open.tryEmitNext(Toys.frame(0, 1));
        first.checkpoint().block(Duration.ofSeconds(5));
        first.set("scaled", Map.of("factor", "1000")).block(Duration.ofSeconds(5)); // forgotten: after the checkpoint
        first.cancel();
        Run second = scaled(into, Flux.just(Toys.frame(0, 1), Toys.frame(1, 2), Toys.frame(2, 3)))
                .start(RunOptions.virtualTime().fedInOrder().withCheckpoints(new Checkpoints(store, null, true)));
        assertThat(second.await(Duration.ofSeconds(5))).isTrue();
        assertThat(second.report().notes()).contains("resumed: node=scaled, live {factor=7}");
        assertThat(Toys.Collecting.COLLECTED.get(into).stream().map(Toys::value).toList())
                .containsExactly(7f, 14f, 21f);
    }

    @Test
    void resumesWhereOneOfTwoSourcesHadEnded() throws Exception {
        CheckpointStore store = new CheckpointStore(folder, 2);
        for (RunOptions options :
                List.of(RunOptions.realTime(), RunOptions.virtualTime().fedInOrder())) {
            String into = UUID.randomUUID().toString();
            Sinks.Many<Frame> open = Sinks.many().unicast().onBackpressureBuffer();
            Run first = two(into, open.asFlux()).start(options.withCheckpoints(new Checkpoints(store, null, false)));
            open.tryEmitNext(Toys.frame(0, 1000));
            while (Toys.Collecting.COLLECTED.getOrDefault(into, List.of()).size() < 4) {
                Thread.sleep(1);
            }
            first.checkpoint().block(Duration.ofSeconds(5));
            first.cancel();
            Run second = two(into, Flux.just(Toys.frame(0, 1000), Toys.frame(1, 2000)))
                    .start(options.withCheckpoints(new Checkpoints(store, null, true)));
            assertThat(second.await(Duration.ofSeconds(5))).isTrue();
            assertThat(second.report().state()).isEqualTo(RunState.COMPLETED);
            // short's 0 + 1, its flush of -1, and the other's two frames; none of it twice
            assertThat(Toys.Collecting.COLLECTED.get(into).stream()
                            .map(Toys::value)
                            .toList())
                    .hasSize(6)
                    .endsWith(3000f, -3000f);
        }
    }

    /** A sink stands at the barrier that came by one stage; what that stage emits next fills the queue before the other's comes. */
    @Test
    @Timeout(60)
    void aFullQueueBehindABarrierWaitsForTheStageThatHasNotPassedIt() throws Exception {
        CheckpointStore store = new CheckpointStore(folder, 2);
        String into = UUID.randomUUID().toString();
        CompletableFuture<Run> started = new CompletableFuture<>();
        Flux<Frame> source =
                Toys.frames(300).doOnNext(frame -> started.join().checkpoint().subscribe());
        Sinks.Many<Frame> open = Sinks.many().unicast().onBackpressureBuffer();
        Run run = Millrace.pipeline("fan")
                .source("in", Toys.NUMBER, open.asFlux(), new EdgePolicy(Overflow.BLOCK, 4))
                .node(
                        "many",
                        Component.given("repeat", new Toys.Times(8)),
                        n -> n.in("in").queue(Overflow.BLOCK, 1))
                .node("one", Component.defaults("scale"), n -> n.in("in").queue(Overflow.BLOCK, 1))
                .sink(
                        "s",
                        Component.given("collect", new Toys.Collecting.Into(into)),
                        s -> s.in("many", "one").queue(Overflow.BLOCK, 1))
                .draft()
                .compile(Toys.profile(), Toys.catalog())
                .start(RunOptions.virtualTime().fedInOrder().withCheckpoints(new Checkpoints(store, null, false)));
        started.complete(run);
        Thread feeder = new Thread(() -> source.subscribe(open::tryEmitNext, e -> {}, () -> {
            run.checkpoint().block(Duration.ofSeconds(10)); // one is whole before the run ends
            open.tryEmitComplete();
        }));
        feeder.setDaemon(true); // or a failure would keep the JVM
        feeder.start();
        assertThat(run.await(Duration.ofSeconds(20))).isTrue();
        assertThat(Toys.Collecting.COLLECTED.get(into)).hasSize(300 * 9);
        assertThat(store.newest()).isNotNull();
    }

    private static Pipeline scaled(String into, Publisher<Frame> source) {
        return Millrace.pipeline("scaled")
                .source("in", Toys.NUMBER, source, new EdgePolicy(Overflow.BLOCK, 4))
                .node("scaled", Component.given("scale", new Toys.Gain(2)), n -> n.in("in"))
                .sink("s", Component.given("collect", new Toys.Collecting.Into(into)), s -> s.in("scaled"))
                .draft()
                .compile(Toys.profile(), Toys.catalog());
    }

    private static Pipeline two(String into, Publisher<Frame> open) {
        return Millrace.pipeline("two")
                .source("short", Toys.NUMBER, Toys.frames(2), new EdgePolicy(Overflow.BLOCK, 4))
                .source("open", Toys.NUMBER, open, new EdgePolicy(Overflow.BLOCK, 4))
                .node("sum", Component.defaults("total"), n -> n.in("short"))
                .node("other", Component.defaults("total"), n -> n.in("open"))
                .sink(
                        "s",
                        Component.given("collect", new Toys.Collecting.Into(into)),
                        s -> s.in("sum", "other").queue(Overflow.BLOCK, 4))
                .draft()
                .compile(Toys.profile(), Toys.catalog());
    }

    @Test
    void saysEverythingThatDoesNotFit() throws Exception {
        CheckpointStore store = new CheckpointStore(folder, 3);
        Checkpoints checkpoints = new Checkpoints(store, null, true);
        Run run = chain(2).start(RunOptions.virtualTime().withCheckpoints(checkpoints));
        assertThat(run.await(Duration.ofSeconds(5))).isTrue();
        assertThat(run.report().notes()).containsExactly("nothing to resume: folder=" + folder + " (begins anew)");
        Run idle = idleChain(2).start(RunOptions.realTime().withCheckpoints(checkpoints));
        Path file = idle.checkpoint().block(Duration.ofSeconds(5));
        idle.cancel();
        assertThat(file).isEqualTo(folder.resolve("checkpoint-000000000001.pb"));

        assertThatThrownBy(() -> chain(3).start(RunOptions.virtualTime().withCheckpoints(checkpoints)))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "checkpoint does not fit the plan: checkpoint=1, node=scale, settings=[factor=2.0] (expected"
                                + " [factor=3.0]) (expected the plan it was taken of: resume that, or begin anew without"
                                + " --resume)");
    }

    @Test
    void keepsTheNewestFewAndFallsBackFromADamagedOne() throws Exception {
        CheckpointStore store = new CheckpointStore(folder, 2);
        Run idle = idleChain(2)
                .start(RunOptions.realTime().withCheckpoints(new Checkpoints(store, Duration.ofHours(1), false)));
        for (int i = 0; i < 4; i++) {
            idle.checkpoint().block(Duration.ofSeconds(5));
        }
        idle.cancel();
        Path third = folder.resolve("checkpoint-000000000003.pb");
        Path fourth = folder.resolve("checkpoint-000000000004.pb");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(third, fourth);
        }

        byte[] bytes = Files.readAllBytes(fourth);
        bytes[bytes.length - 1] ^= 1;
        Files.write(fourth, bytes);
        CheckpointStore.Found found = Objects.requireNonNull(store.newest());
        assertThat(found.file()).isEqualTo(third);
        assertThat(found.passedOver())
                .containsExactly("checkpoint is damaged: file=" + fourth + ", bytes=" + bytes.length
                        + " (expected content that matches its checksum)");
        Files.write(third, new byte[] {1, 2, 3});
        assertThatThrownBy(store::newest)
                .hasMessageStartingWith(
                        "no checkpoint can be used: folder=" + folder + ", checkpoint is damaged: file=" + fourth);
    }

    @Test
    void failsWithoutHarmWhereAStateCannotBeSaved() throws Exception {
        Files.createDirectories(folder.resolve("gone"));
        CheckpointStore store = new CheckpointStore(folder.resolve("gone"), 2);
        Run idle = idleChain(2).start(RunOptions.realTime().withCheckpoints(new Checkpoints(store, null, false)));
        Files.delete(folder.resolve("gone"));
        assertThatThrownBy(() -> idle.checkpoint().block(Duration.ofSeconds(5)))
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(idle.report().state()).isEqualTo(RunState.RUNNING);
        assertThat(idle.report().notes())
                .singleElement()
                .asString()
                .startsWith("checkpoint failed: number=1, cause=")
                .endsWith("(the run goes on; the one before is kept)");
        Files.createDirectories(folder.resolve("gone"));
        assertThat(idle.checkpoint().block(Duration.ofSeconds(5))).exists();
        idle.cancel();
    }

    private static Pipeline chain(int factor) {
        return chain(factor, Toys.frames(5));
    }

    private static Pipeline idleChain(int factor) {
        return chain(factor, Flux.never());
    }

    private static Pipeline chain(int factor, Publisher<Frame> source) {
        return Millrace.pipeline("chain")
                .source("in", Toys.NUMBER, source, new EdgePolicy(Overflow.BLOCK, 4))
                .node("scale", Component.given("scale", new Toys.Gain(factor)), n -> n.in("in"))
                .node("total", Component.defaults("total"), n -> n.in("scale").queue(Overflow.BLOCK, 4))
                .draft()
                .compile(Toys.profile(), Toys.catalog());
    }

    private static Map<String, List<Float>> outputs(Map<String, String> sinks) {
        Map<String, List<Float>> outputs = new LinkedHashMap<>();
        sinks.forEach((sink, into) -> outputs.put(
                sink,
                Toys.Collecting.COLLECTED.getOrDefault(into, List.of()).stream()
                        .map(Toys::value)
                        .toList()));
        return outputs;
    }

    /** Trees on threads, where joins would see their inputs in another order; any graph on the virtual clock. */
    private static Pipeline pipeline(
            SplittableRandom random, boolean virtual, Map<String, String> sinks, Publisher<Frame> source) {
        PipelineBuilder builder = Millrace.pipeline("random")
                .source("n0", Toys.NUMBER, source, new EdgePolicy(Overflow.BLOCK, 1 + random.nextInt(9)));
        List<String> names = new ArrayList<>(List.of("n0"));
        int nodes = 2 + random.nextInt(8);
        for (int i = 1; i <= nodes; i++) {
            String from = names.get(random.nextInt(names.size()));
            String other = names.get(random.nextInt(names.size()));
            boolean join = virtual && random.nextInt(3) == 0 && !other.equals(from);
            boolean stage = join || random.nextBoolean();
            Component operator = join ? Component.defaults("total") : operator(random);
            Overflow overflow = virtual && random.nextInt(4) == 0 ? Overflow.DROP_OLDEST : Overflow.BLOCK;
            int capacity = 1 + random.nextInt(6);
            builder.node("n" + i, operator, n -> {
                n.in(from).onFailure(OnFailure.parse("drop-frame(1000000 per 1h)"));
                if (join) {
                    n.in(other);
                }
                if (stage) {
                    n.queue(overflow, capacity);
                }
            });
            names.add("n" + i);
        }
        for (int i = 0; i <= nodes; i += 2) {
            String sink = "s" + i;
            String into = sinks.computeIfAbsent(sink, s -> UUID.randomUUID().toString());
            String from = names.get(i);
            builder.sink(sink, Component.given("collect", new Toys.Collecting.Into(into)), s -> s.in(from));
        }
        return builder.draft().compile(Toys.profile(), Toys.catalog());
    }

    private static Component operator(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> Component.given("repeat", new Toys.Times(random.nextInt(4)));
            case 1 -> Component.defaults("drop-odd");
            case 2 -> Component.defaults("total");
            case 3 -> Component.given("failing", new Toys.Every(7, "checkpoint"));
            default -> Component.defaults("scale");
        };
    }
}
