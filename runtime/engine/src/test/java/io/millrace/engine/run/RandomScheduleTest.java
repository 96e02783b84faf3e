package io.millrace.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import io.millrace.api.plan.PlannedEdge;
import io.millrace.engine.Millrace;
import io.millrace.engine.Pipeline;
import io.millrace.engine.PipelineBuilder;
import io.millrace.engine.Toys;
import io.millrace.engine.edge.EdgeCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;

/**
 * Laws 1, 2 and 4 on random graphs under random schedules: chance decides how many frames wait and which stage is next,
 * on one thread, so that a seed that fails fails again. 200 seeds by default, 5000 with {@code -Dmillrace.extended=true}.
 */
class RandomScheduleTest {

    private static final int SEEDS = Boolean.getBoolean("millrace.extended") ? 5_000 : 200;
    private static final int FRAMES = 60;
    private static final Overflow[] LOSSY = {Overflow.DROP_OLDEST, Overflow.DROP_NEWEST, Overflow.LATEST};

    @Test
    @Timeout(3000)
    void booksBalanceAndQueuesKeepTheirBoundsAtEveryFrame() throws Exception {
        for (long seed = 31_2026; seed < 31_2026 + SEEDS; seed++) {
            long current = seed;
            CompletableFuture<Run> started = new CompletableFuture<>();
            Publisher<Frame> source = Toys.frames(FRAMES).doOnNext(frame -> {
                if (started.isDone()) {
                    check(current, started.join());
                }
            });
            Run run = pipeline(new SplittableRandom(seed), true, source, new LinkedHashMap<>())
                    .start(RunOptions.virtualTime().withSchedule(seed));
            started.complete(run);
            assertThat(run.await(Duration.ofSeconds(20))).as("seed=%s", seed).isTrue();
            check(seed, run);
            assertThat(run.report().edges()).as("seed=%s", seed).allMatch(edge -> edge.inFlight() == 0);
        }
    }

    @Test
    @Timeout(3000)
    void losslessGraphsGiveTheSameOutputUnderEverySchedule() throws Exception {
        for (long seed = 32_2026; seed < 32_2026 + SEEDS; seed++) {
            Map<String, List<Float>> plain = outputs(seed, RunOptions.virtualTime());
            assertThat(outputs(seed, RunOptions.virtualTime().withSchedule(seed)))
                    .as("seed=%s", seed)
                    .isEqualTo(plain);
        }
    }

    @Test
    @Timeout(3000)
    void oneSeedIsOneSchedule() throws Exception {
        for (long seed = 33_2026; seed < 33_2026 + SEEDS / 4; seed++) {
            List<List<EdgeCount>> books = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Run run = pipeline(new SplittableRandom(seed), true, Toys.frames(FRAMES), new LinkedHashMap<>())
                        .start(RunOptions.virtualTime().withSchedule(seed));
                assertThat(run.await(Duration.ofSeconds(20)))
                        .as("seed=%s", seed)
                        .isTrue();
                books.add(run.report().edges());
            }
            assertThat(books.get(1)).as("seed=%s", seed).isEqualTo(books.get(0));
        }
    }

    private static void check(long seed, Run run) {
        RunReport report = run.report();
        assertThat(report.balances()).as("seed=%s %s", seed, report.edges()).isTrue();
        Map<String, Integer> capacities = new HashMap<>();
        for (PlannedEdge edge : run.plan().edges()) {
            EdgePolicy policy = edge.policy();
            capacities.put(edge.id(), policy == null ? 0 : policy.capacity());
        }
        assertThat(report.edges())
                .as("seed=%s", seed)
                .allMatch(edge -> edge.inFlight() <= capacities.getOrDefault(edge.edge(), 0) + 1); // one at work
    }

    private static Map<String, List<Float>> outputs(long seed, RunOptions options) throws Exception {
        Map<String, List<Float>> outputs = new LinkedHashMap<>();
        Map<String, String> sinks = new LinkedHashMap<>();
        Run run = pipeline(new SplittableRandom(seed), false, Toys.frames(FRAMES), sinks)
                .start(options);
        assertThat(run.await(Duration.ofSeconds(20))).as("seed=%s", seed).isTrue();
        sinks.forEach((sink, into) -> {
            List<Frame> frames = Toys.Collecting.COLLECTED.remove(into);
            outputs.put(
                    sink,
                    frames == null
                            ? List.of()
                            : frames.stream().map(Toys::value).toList());
        });
        return outputs;
    }

    /** A tree, where the order of frames at a node does not depend on the schedule. */
    private static Pipeline pipeline(
            SplittableRandom random, boolean lossy, Publisher<Frame> source, Map<String, String> sinks) {
        PipelineBuilder builder = Millrace.pipeline("random")
                .source("n0", Toys.NUMBER, source, new EdgePolicy(Overflow.BLOCK, 1 + random.nextInt(9)));
        int nodes = 2 + random.nextInt(8);
        for (int i = 1; i <= nodes; i++) {
            String from = "n" + random.nextInt(i);
            Component operator = operator(random);
            boolean stage = random.nextInt(3) > 0;
            Overflow overflow = lossy && random.nextBoolean() ? LOSSY[random.nextInt(3)] : Overflow.BLOCK;
            int capacity = 1 + random.nextInt(6);
            builder.node("n" + i, operator, n -> {
                n.in(from).onFailure(OnFailure.parse("reset(1000000 per 1h)"));
                if (stage) {
                    n.queue(overflow, capacity);
                }
            });
        }
        for (int i = 0; i <= nodes; i += 2) {
            String into = java.util.UUID.randomUUID().toString();
            String from = "n" + i;
            sinks.put("s" + i, into);
            builder.sink("s" + i, Component.given("collect", new Toys.Collecting.Into(into)), s -> s.in(from));
        }
        return builder.draft().compile(Toys.profile(), Toys.catalog());
    }

    private static Component operator(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> Component.given("repeat", new Toys.Times(random.nextInt(4)));
            case 1 -> Component.defaults("drop-odd");
            case 2 -> Component.defaults("total");
            default -> Component.given("failing", new Toys.Every(7, "schedule"));
        };
    }
}
