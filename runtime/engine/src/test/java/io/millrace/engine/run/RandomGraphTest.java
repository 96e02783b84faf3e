package io.millrace.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.Pipeline;
import io.millrace.engine.PipelineBuilder;
import io.millrace.engine.Toys;
import io.millrace.engine.edge.EdgeCount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

/**
 * Laws 1, 2 and 4 on graphs nobody thought of: random operators, policies, capacities and failures, deadlines, flow limits,
 * and joins by event time, whose result does not depend on which stream is faster.
 */
class RandomGraphTest {

    private static final Overflow[] LOSSY = {Overflow.DROP_OLDEST, Overflow.DROP_NEWEST, Overflow.LATEST};
    private static final int FRAMES = 400;

    @Test
    @Timeout(120)
    void booksBalanceAtEveryInstantWhateverTheGraph() throws Exception {
        long seed = 7_2026;
        for (int graph = 0; graph < 60; graph++) {
            SplittableRandom random = new SplittableRandom(seed + graph);
            Pipeline pipeline = pipeline(random, true, new HashMap<>());
            Run run = pipeline.start();
            while (!run.await(Duration.ofMillis(1))) {
                RunReport now = run.report();
                assertThat(now.balances())
                        .as("seed=%s %s", seed + graph, now.edges())
                        .isTrue();
            }
            assertBalanced(seed + graph, run.report());
        }
    }

    @Test
    @Timeout(120)
    void losslessGraphsGiveTheSameOutputOnThreadsAndOnTheVirtualClock() throws Exception {
        long seed = 9_2026;
        for (int graph = 0; graph < 60; graph++) {
            Map<String, List<Frame>> first = outputs(new SplittableRandom(seed + graph), RunOptions.virtualTime());
            Map<String, List<Frame>> again = outputs(new SplittableRandom(seed + graph), RunOptions.virtualTime());
            Map<String, List<Frame>> threads = outputs(new SplittableRandom(seed + graph), RunOptions.realTime());
            assertThat(again).as("seed=%s, repeated", seed + graph).isEqualTo(first);
            assertThat(threads).as("seed=%s, threads", seed + graph).isEqualTo(first);
        }
    }

    @Test
    void lossyGraphsAreRepeatableOnTheVirtualClock() throws Exception {
        long seed = 11_2026;
        for (int graph = 0; graph < 60; graph++) {
            List<List<EdgeCount>> books = new ArrayList<>();
            for (int repeat = 0; repeat < 2; repeat++) {
                Pipeline pipeline = pipeline(new SplittableRandom(seed + graph), true, new HashMap<>());
                Run run = pipeline.start(RunOptions.virtualTime());
                assertThat(run.await(Duration.ofSeconds(20))).isTrue();
                assertBalanced(seed + graph, run.report());
                books.add(run.report().edges());
            }
            assertThat(books.get(1)).as("seed=%s", seed + graph).isEqualTo(books.get(0));
        }
    }

    private static void assertBalanced(long seed, RunReport report) {
        assertThat(report.state()).as("seed=%s %s", seed, report.failure()).isEqualTo(RunState.COMPLETED);
        assertThat(report.edges()).as("seed=%s", seed).allMatch(e -> e.balances() && e.inFlight() == 0);
    }

    private static Map<String, List<Frame>> outputs(SplittableRandom random, RunOptions options) throws Exception {
        Map<String, String> collected = new HashMap<>();
        Run run = pipeline(random, false, collected).start(options);
        assertThat(run.await(Duration.ofSeconds(20))).isTrue();
        Map<String, List<Frame>> outputs = new HashMap<>();
        collected.forEach((sink, into) -> outputs.put(sink, Toys.Collecting.COLLECTED.getOrDefault(into, List.of())));
        return outputs;
    }

    /**
     * Nodes have one input, or join two by event time: then the order of frames at them does not depend on threads. A join
     * waits long and holds much, so that nothing is given up in a graph that loses nothing.
     */
    private static Pipeline pipeline(SplittableRandom random, boolean lossy, Map<String, String> collected) {
        PipelineBuilder builder = Millrace.pipeline("random")
                .source("n0", Toys.NUMBER, Toys.frames(FRAMES), new EdgePolicy(Overflow.BLOCK, 1 + random.nextInt(9)));
        Flux<Frame> third = Flux.range(0, FRAMES / 3).map(i -> Toys.frame(3L * i));
        builder.source("m0", Toys.NUMBER, third, new EdgePolicy(Overflow.BLOCK, 1 + random.nextInt(9)));
        int nodes = 2 + random.nextInt(8);
        List<String> names = new ArrayList<>(List.of("n0"));
        List<String> joined = new ArrayList<>();
        for (int i = 1; i <= nodes; i++) {
            String from = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                joined.add("j" + i);
                join(builder, "j" + i, from, lossy, random);
            }
            int limit = 1 + random.nextInt(3);
            boolean limited = random.nextInt(3) == 0;
            boolean hurried = lossy && random.nextInt(3) == 0;
            // Stale at once where time is real; on the virtual clock where a join has held the frame too long.
            Duration deadline = random.nextBoolean() ? Duration.ofDays(1) : Duration.ofMillis(limit);
            Component operator = operator(random);
            boolean stage = random.nextBoolean();
            Overflow overflow = lossy && random.nextBoolean() ? LOSSY[random.nextInt(3)] : Overflow.BLOCK;
            int capacity = 1 + random.nextInt(6);
            builder.node("n" + i, operator, n -> {
                n.in(from).onFailure(OnFailure.parse("reset(1000000 per 1h)"));
                if (stage) {
                    n.queue(overflow, capacity);
                }
                if (hurried) {
                    n.deadline(deadline);
                }
            });
            if (stage && limited) {
                limit(builder, i, overflow, capacity, limit);
                joined.add("e" + i);
            }
            names.add("n" + i);
        }
        for (String end : joined) {
            String into = UUID.randomUUID().toString();
            collected.put("s" + end, into);
            builder.sink("s" + end, Component.given("collect", new Toys.Collecting.Into(into)), s -> s.in(end));
        }
        for (int i = 0; i <= nodes; i += 2) {
            String into = UUID.randomUUID().toString();
            String from = names.get(i);
            collected.put("s" + i, into);
            builder.sink("s" + i, Component.given("collect", new Toys.Collecting.Into(into)), s -> s.in(from));
        }
        return builder.draft().compile(Toys.profile(), Toys.catalog());
    }

    /** A chain that lets few frames under way at once. */
    private static void limit(PipelineBuilder builder, int i, Overflow overflow, int capacity, int most) {
        String end = "e" + i;
        builder.node(
                "l" + i,
                Component.defaults("scale"),
                n -> n.in("n" + i).queue(Overflow.BLOCK, capacity).maxInFlight(most, end));
        builder.node(end, Component.defaults("drop-odd"), n -> n.in("l" + i).queue(overflow, capacity));
    }

    private static void join(
            PipelineBuilder builder, String name, String from, boolean lossy, SplittableRandom random) {
        String[] policies = {"exact", "nearest", "earliest", "hold-last", "interpolate", "window-join"};
        String policy = policies[random.nextInt(policies.length)];
        Map<String, ConfigValue> settings = new HashMap<>();
        BiConsumer<String, String> set =
                (key, value) -> settings.put(key, new ConfigValue.Scalar(value, Location.BUILDER));
        set.accept("align", policy);
        set.accept("on-stall", lossy ? "wait(5ms)" : "wait(1h)");
        set.accept("hold-frames", lossy ? "3" : "16384");
        if (policy.equals("nearest") || policy.equals("earliest") || policy.equals("interpolate")) {
            set.accept("tolerance", "4ms");
        }
        if (policy.equals("interpolate")) {
            set.accept("base", "a");
        }
        if (policy.equals("window-join")) {
            set.accept("window", "10ms");
        }
        Component align =
                Component.written("align", new ConfigValue.Mapping(settings, Location.BUILDER), Location.BUILDER);
        Overflow overflow = lossy ? LOSSY[random.nextInt(3)] : Overflow.BLOCK;
        builder.node(name, align, n -> n.named("a", from).named("b", "m0").queue(overflow, 1 + random.nextInt(6)));
    }

    private static Component operator(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> Component.given("repeat", new Toys.Times(random.nextInt(4)));
            case 1 -> Component.defaults("drop-odd");
            case 2 -> Component.defaults("total");
            case 3 -> Component.given("failing", new Toys.Every(7, "random"));
            default -> Component.defaults("scale");
        };
    }
}
