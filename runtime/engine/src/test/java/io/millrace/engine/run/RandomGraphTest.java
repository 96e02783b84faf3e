package io.millrace.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Laws 1 and 4 on graphs nobody thought of: trees of random operators, policies, capacities and failures. */
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

    /** A tree: every node has one input, so the order of frames at it does not depend on threads. */
    private static Pipeline pipeline(SplittableRandom random, boolean lossy, Map<String, String> collected) {
        PipelineBuilder builder = Millrace.pipeline("random")
                .source("n0", Toys.NUMBER, Toys.frames(FRAMES), new EdgePolicy(Overflow.BLOCK, 1 + random.nextInt(9)));
        int nodes = 2 + random.nextInt(8);
        List<String> names = new ArrayList<>(List.of("n0"));
        for (int i = 1; i <= nodes; i++) {
            String from = names.get(random.nextInt(names.size()));
            Component operator = operator(random);
            boolean stage = random.nextBoolean();
            Overflow overflow = lossy && random.nextBoolean() ? LOSSY[random.nextInt(3)] : Overflow.BLOCK;
            int capacity = 1 + random.nextInt(6);
            builder.node("n" + i, operator, n -> {
                n.in(from).onFailure(OnFailure.parse("reset(1000000 per 1h)"));
                if (stage) {
                    n.queue(overflow, capacity);
                }
            });
            names.add("n" + i);
        }
        for (int i = 0; i <= nodes; i += 2) {
            String into = UUID.randomUUID().toString();
            String from = names.get(i);
            collected.put("s" + i, into);
            builder.sink("s" + i, Component.given("collect", new Toys.Collecting.Into(into)), s -> s.in(from));
        }
        return builder.draft().compile(Toys.profile(), Toys.catalog());
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
