package io.millrace.engine.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Draft;
import io.millrace.engine.Millrace;
import io.millrace.engine.PipelineBuilder;
import io.millrace.engine.Toys;
import io.millrace.engine.edge.EdgeCount;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

@Timeout(30)
class RunTest {

    private static final EdgePolicy BLOCK_8 = new EdgePolicy(Overflow.BLOCK, 8);
    private static final Duration LONG = Duration.ofSeconds(20);

    private static RunOptions options(RunOptions.Mode mode) {
        return mode == RunOptions.Mode.VIRTUAL_TIME ? RunOptions.virtualTime() : RunOptions.realTime();
    }

    private static Run start(Draft draft, RunOptions.Mode mode) throws IOException {
        return draft.compile(Toys.profile(), Toys.catalog()).start(options(mode));
    }

    private static PipelineBuilder source(Flux<Frame> frames) {
        return Millrace.pipeline("test").source("in", Toys.NUMBER, frames, BLOCK_8);
    }

    private static RunReport finish(Run run) throws InterruptedException {
        assertThat(run.await(LONG)).isTrue();
        RunReport report = run.report();
        assertThat(report.balances()).as("%s", report.edges()).isTrue();
        assertThat(report.edges()).allMatch(e -> e.inFlight() == 0);
        return report;
    }

    private static String into() {
        return UUID.randomUUID().toString();
    }

    private static Component collect(String into) {
        return Component.given("collect", new Toys.Collecting.Into(into));
    }

    private static List<Frame> collected(String into) {
        return Toys.Collecting.COLLECTED.getOrDefault(into, List.of());
    }

    @ParameterizedTest
    @EnumSource
    void carriesEveryFrameThroughStagesToTheEndAndFlushes(RunOptions.Mode mode) throws Exception {
        String into = into();
        Draft draft = source(Toys.frames(1000))
                .node("twice", "scale", new Toys.Gain(2), "in")
                .node("sum", Component.defaults("total"), n -> n.in("twice").queue(Overflow.BLOCK, 4))
                .sink("out", collect(into), s -> s.in("sum").queue(Overflow.BLOCK, 2))
                .draft();
        RunReport report = finish(start(draft, mode));

        assertThat(report.state()).isEqualTo(RunState.COMPLETED);
        assertThat(report.edges())
                .containsExactly(
                        new EdgeCount("in.raw->in", 1000, 1000, Map.of(), 0),
                        new EdgeCount("in->twice", 1000, 1000, Map.of(), 0),
                        new EdgeCount("twice->sum", 1000, 1000, Map.of(), 0),
                        new EdgeCount("sum->out", 1001, 1001, Map.of(), 0));
        assertThat(collected(into)).hasSize(1001);
        assertThat(Toys.value(collected(into).get(999))).isEqualTo(999_000f);
        assertThat(Toys.value(collected(into).get(1000))).isEqualTo(-999_000f);
    }

    @Test
    void givesTheSameOutputOnThreadsAsOnTheVirtualClock() throws Exception {
        List<List<Frame>> outputs = new ArrayList<>();
        for (RunOptions.Mode mode : RunOptions.Mode.values()) {
            String into = into();
            Draft draft = source(Toys.frames(5000))
                    .node(
                            "thrice",
                            Component.defaults("repeat"),
                            n -> n.in("in").queue(Overflow.BLOCK, 3))
                    .node(
                            "even",
                            Component.defaults("drop-odd"),
                            n -> n.in("thrice").queue(Overflow.BLOCK, 5))
                    .node("sum", Component.defaults("total"), n -> n.in("even"))
                    .sink("out", collect(into), s -> s.in("sum"))
                    .draft();
            finish(start(draft, mode));
            outputs.add(collected(into));
        }
        assertThat(outputs.get(0)).hasSize(7501).isEqualTo(outputs.get(1));
    }

    @ParameterizedTest
    @EnumSource
    void countsRefusalsAtTheEdgeTheyCameBy(RunOptions.Mode mode) throws Exception {
        Draft draft = source(Toys.frames(100))
                .node("even", Component.defaults("drop-odd"), n -> n.in("in"))
                .draft();
        RunReport report = finish(start(draft, mode));
        assertThat(report.edge("in->even")).isEqualTo(new EdgeCount("in->even", 100, 50, Map.of("odd", 50L), 0));
    }

    @ParameterizedTest
    @EnumSource
    void sendsEachOutputWhereItIsWanted(RunOptions.Mode mode) throws Exception {
        String evens = into();
        String odds = into();
        Draft draft = source(Toys.frames(10))
                .node("split", Component.defaults("split"), n -> n.in("in"))
                .sink("evens", collect(evens), s -> s.in("split"))
                .sink("odds", collect(odds), s -> s.in("split.odd"))
                .draft();
        finish(start(draft, mode));
        assertThat(collected(evens)).extracting(Frame::sequence).containsExactly(0L, 2L, 4L, 6L, 8L);
        assertThat(collected(odds)).extracting(Frame::sequence).containsExactly(1L, 3L, 5L, 7L, 9L);
    }

    @Test
    void passesBackPressureToThePublisher() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Sinks.Many<Long> requested = Sinks.many().replay().all();
        Flux<Frame> frames = Toys.frames(1000).doOnRequest(n -> requested.tryEmitNext(n));
        Draft draft = source(frames)
                .node("slow", Component.given("scale", new Toys.Gain(1)), n -> n.in("in"))
                .draft();
        try (Run run = start(draft, RunOptions.Mode.REAL_TIME)) {
            gate.countDown();
            finish(run);
        }
        requested.tryEmitComplete();
        List<Long> asked = requested.asFlux().collectList().block(LONG);
        assertThat(asked).isNotEmpty().allMatch(n -> n <= 8);
        assertThat(asked.stream().mapToLong(Long::longValue).sum()).isBetween(1000L, 1008L);
    }

    @ParameterizedTest
    @EnumSource
    void showsAPortAsAFlux(RunOptions.Mode mode) throws Exception {
        Sinks.Many<Frame> input = Sinks.many().unicast().onBackpressureBuffer();
        Draft draft = source(input.asFlux())
                .node("twice", "scale", new Toys.Gain(2), "in")
                .draft();
        Run run = start(draft, mode);
        List<Float> seen = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        run.port("twice").map(Toys::value).doOnComplete(done::countDown).subscribe(seen::add);
        Toys.frames(50).subscribe(f -> input.tryEmitNext(f));
        input.tryEmitComplete();
        RunReport report = finish(run);
        done.await();
        assertThat(seen).hasSize(50).endsWith(98f);
        assertThat(report.ports()).singleElement().satisfies(port -> {
            assertThat(port.edge()).isEqualTo("port:twice#1");
            assertThat(port.in()).isEqualTo(50);
        });
    }

    @Test
    void aPortWithoutDemandNeverSlowsTheGraph() throws Exception {
        Sinks.Many<Frame> input = Sinks.many().unicast().onBackpressureBuffer();
        Draft draft = source(input.asFlux())
                .node("twice", "scale", new Toys.Gain(2), "in")
                .draft();
        Run run = start(draft, RunOptions.Mode.REAL_TIME);
        CountDownLatch subscribed = new CountDownLatch(1);
        run.port("twice", new EdgePolicy(Overflow.DROP_OLDEST, 4))
                .subscribe(new reactor.core.publisher.BaseSubscriber<>() {
                    @Override
                    protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                        subscribed.countDown(); // and asks for nothing
                    }
                });
        subscribed.await();
        Toys.frames(100).subscribe(f -> input.tryEmitNext(f));
        input.tryEmitComplete();
        assertThat(run.await(LONG)).isTrue();
        EdgeCount port = run.report().ports().get(0);
        assertThat(port).isEqualTo(new EdgeCount("port:twice#1", 100, 0, Map.of("queue-full-oldest", 96L), 4));
    }

    @Test
    void refusesPortsThatDoNotExistOrWouldSlowTheGraph() throws Exception {
        try (Run run = start(source(Flux.never()).draft(), RunOptions.Mode.REAL_TIME)) {
            assertThatThrownBy(() -> run.port("out")).hasMessage("no such port: port=out (expected one of [in])");
            assertThatThrownBy(() -> run.port("in", BLOCK_8))
                    .hasMessage("policy would slow the graph: port=in, policy=block (expected drop-oldest,"
                            + " drop-newest or latest)");
        }
    }

    @Test
    void drainCarriesWhatIsInFlightToItsEnd() throws Exception {
        Sinks.Many<Frame> input = Sinks.many().unicast().onBackpressureBuffer();
        String into = into();
        Draft draft = source(input.asFlux())
                .node("sum", Component.defaults("total"), n -> n.in("in").queue(Overflow.BLOCK, 64))
                .sink("out", collect(into), s -> s.in("sum"))
                .draft();
        Run run = start(draft, RunOptions.Mode.REAL_TIME);
        CountDownLatch seen = new CountDownLatch(20);
        run.port("in").subscribe(f -> seen.countDown());
        Toys.frames(20).subscribe(f -> input.tryEmitNext(f));
        seen.await();
        run.drain();
        RunReport report = finish(run);
        assertThat(report.state()).isEqualTo(RunState.COMPLETED);
        assertThat(collected(into)).hasSize(21); // 20 and the flushed one
    }

    @Test
    void cancelDropsAndCountsWhatIsInFlight() throws Exception {
        Run run = start(
                source(Toys.frames(1_000_000))
                        .node(
                                "thrice",
                                Component.defaults("repeat"),
                                n -> n.in("in").queue(Overflow.BLOCK, 4))
                        .draft(),
                RunOptions.Mode.REAL_TIME);
        run.cancel();
        RunReport report = finish(run);
        assertThat(report.state()).isEqualTo(RunState.CANCELLED);
        assertThat(report.edge("in->thrice").in()).isLessThan(1_000_000);
    }

    @ParameterizedTest
    @EnumSource
    void stopsWithTheCauseWhenAProcessorFailsByDefault(RunOptions.Mode mode) throws Exception {
        Run run = start(
                source(Toys.frames(10))
                        .node("bad", Component.defaults("failing"), n -> n.in("in"))
                        .draft(),
                mode);
        RunReport report = finish(run);
        assertThat(report.state()).isEqualTo(RunState.FAILED);
        assertThat(report.failure())
                .isEqualTo("processor failed too often: node=bad, failures=1,"
                        + " cause=java.lang.IllegalStateException: toy failed: sequence=2"
                        + " (expected at most what on-failure allows: stop)");
        assertThat(report.edge("in->bad").dropped()).containsEntry("processor-failed", 1L);
    }

    @ParameterizedTest
    @EnumSource
    void dropFrameLosesTheFrameOnly(RunOptions.Mode mode) throws Exception {
        assertThat(sums(mode, "drop-frame")).containsExactly(1f, 2f, 3f, 4f, 5f, 6f);
    }

    @ParameterizedTest
    @EnumSource
    void resetReturnsTheStateToItsStart(RunOptions.Mode mode) throws Exception {
        assertThat(sums(mode, "reset")).containsExactly(1f, 2f, 101f, 102f, 101f, 102f);
    }

    @ParameterizedTest
    @EnumSource
    void restartOpensANewProcessor(RunOptions.Mode mode) throws Exception {
        assertThat(sums(mode, "restart")).containsExactly(1f, 2f, 1f, 2f, 1f, 2f);
    }

    @Test
    void stopsWhenTheFailureBudgetIsSpent() throws Exception {
        Run run = start(
                source(Toys.frames(30))
                        .node(
                                "bad",
                                Component.defaults("failing"),
                                n -> n.in("in").onFailure(OnFailure.parse("reset(3 per 1h)")))
                        .draft(),
                RunOptions.Mode.VIRTUAL_TIME);
        RunReport report = finish(run);
        assertThat(report.state()).isEqualTo(RunState.FAILED);
        assertThat(report.failure()).startsWith("processor failed too often: node=bad, failures=4, ");
    }

    @Test
    void stopsWhenAQueueWithPolicyFailIsFull() throws Exception {
        Run run = start(
                source(Toys.frames(10))
                        .node("many", Component.given("repeat", new Toys.Times(100)), n -> n.in("in"))
                        .node(
                                "sum",
                                Component.defaults("total"),
                                n -> n.in("many").queue(Overflow.FAIL, 5))
                        .draft(),
                RunOptions.Mode.VIRTUAL_TIME);
        RunReport report = finish(run);
        assertThat(report.state()).isEqualTo(RunState.FAILED);
        assertThat(report.failure())
                .isEqualTo("queue is full: edge=many->sum, capacity=5 (expected the consumer to keep up, because the"
                        + " policy is fail)");
    }

    @Test
    void joinsStagesWhoseProducersEndAtDifferentTimes() throws Exception {
        String into = into();
        Draft draft = Millrace.pipeline("join")
                .source("short", Toys.NUMBER, Toys.frames(3), BLOCK_8)
                .source("long", Toys.NUMBER, Toys.frames(300), BLOCK_8)
                .node(
                        "sum",
                        Component.defaults("total"),
                        n -> n.in("short", "long").queue(Overflow.BLOCK, 4))
                .sink("out", collect(into), s -> s.in("sum"))
                .draft();
        RunReport report = finish(start(draft, RunOptions.Mode.REAL_TIME));
        assertThat(report.edge("short->sum.in-0").out()).isEqualTo(3);
        assertThat(report.edge("long->sum.in-1").out()).isEqualTo(300);
        assertThat(collected(into)).hasSize(304);
    }

    @Test
    void reportsLatencyOfEveryNode() throws Exception {
        RunReport report = finish(start(
                source(Toys.frames(160))
                        .node("twice", "scale", new Toys.Gain(2), "in")
                        .draft(),
                RunOptions.Mode.REAL_TIME));
        // The rate is not known, so one frame in 16 is timed.
        assertThat(report.nodes()).extracting(NodeReport::node).containsExactly("in", "twice");
        assertThat(report.nodes()).allMatch(n -> n.service().samples() == 10);
    }

    /** 2000 frames a second are timed every other time; the 500 behind them all, whichever frames give them. */
    @Test
    void timesASlowNodeBehindAFastOneInFull() throws Exception {
        Draft draft = Millrace.pipeline("toy")
                .source("in", Toys.NUMBER.withRateHz(2000), Toys.frames(160), BLOCK_8)
                .node("thin", Component.defaults("thin"), n -> n.in("in"))
                .node("slow", Component.given("scale", new Toys.Gain(2)), n -> n.in("thin"))
                .draft();
        Run run = draft.compile(Toys.profile(), Toys.catalog().with(new Toys.Thin()))
                .start(RunOptions.realTime());
        finish(run);
        assertThat(run.nodeReport("thin").service().samples()).isEqualTo(80);
        assertThat(run.nodeReport("slow").service().samples()).isEqualTo(40);
    }

    private static List<Float> sums(RunOptions.Mode mode, String policy) throws Exception {
        String into = into();
        Draft draft = source(Toys.frames(9))
                .node(
                        "bad",
                        Component.given("failing", new Toys.Every(3, into)),
                        n -> n.in("in").onFailure(OnFailure.parse(policy)))
                .sink("out", collect(into), s -> s.in("bad"))
                .draft();
        RunReport report = finish(start(draft, mode));
        assertThat(report.state()).isEqualTo(RunState.COMPLETED);
        assertThat(report.edge("in->bad").dropped()).isEqualTo(Map.of("processor-failed", 3L));
        assertThat(Toys.Failing.OPENED.get(into)).hasValue(policy.equals("restart") ? 4 : 1);
        return collected(into).stream().map(Toys::value).toList();
    }
}
