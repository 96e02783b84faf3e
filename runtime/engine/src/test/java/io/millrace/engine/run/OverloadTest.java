package io.millrace.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.PipelineBuilder;
import io.millrace.engine.Toys;
import io.millrace.engine.edge.EdgeCount;
import io.millrace.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** What happens when there is more to do than can be done: deadlines, flow limits, the watchdog, and what never grows. */
@Timeout(60)
class OverloadTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private static PipelineBuilder source(Flux<Frame> frames) {
        return Millrace.pipeline("load").source("in", Toys.NUMBER, frames, Bench.BLOCK_64);
    }

    private static Run start(PipelineBuilder builder, RunOptions options) throws Exception {
        return builder.draft().compile(Toys.profile(), Bench.catalog()).start(options);
    }

    private static RunReport finish(Run run) throws InterruptedException {
        assertThat(run.await(LONG)).isTrue();
        RunReport report = run.report();
        assertThat(report.balances()).as("%s", report.edges()).isTrue();
        assertThat(report.edges()).allMatch(e -> e.inFlight() == 0);
        return report;
    }

    @Test
    void staleFramesAreDroppedBeforeWorkIsSpentOnThem() throws Exception {
        String gate = Bench.name();
        Bench.open(gate, 1000);
        ManualClock clock = new ManualClock(10_000_000_000L);
        Flux<Frame> frames = Flux.range(0, 100).map(i -> aged(i, i % 4 == 0 ? 51 : 50, clock));
        RunReport report = finish(start(
                source(frames).node("work", Bench.gate(gate), n -> n.in("in").deadline(Duration.ofMillis(50))),
                RunOptions.realTime().withClock(clock)));
        assertThat(report.edge("in->work")).isEqualTo(new EdgeCount("in->work", 100, 75, Map.of("stale", 25L), 0));
        assertThat(Bench.passed(gate)).isEqualTo(75);
    }

    private static Frame aged(int sequence, int millis, ManualClock clock) {
        Frame frame = Toys.frame(sequence);
        return new Frame(
                frame.sequence(),
                frame.timeNanos(),
                0,
                clock.epochNanos() - millis * 1_000_000L,
                frame.payload(),
                frame.provenance());
    }

    @Test
    void aBacklogBecomesStaleAndIsSkippedNotWorkedOff() throws Exception {
        String gate = Bench.name();
        ManualClock clock = new ManualClock(10_000_000_000L);
        Flux<Frame> frames = Flux.range(0, 20).map(i -> aged(i, 0, clock));
        Run run = start(
                source(frames)
                        .node(
                                "work",
                                Bench.gate(gate),
                                n -> n.in("in").deadline(Duration.ofMillis(50)).queue(Overflow.BLOCK, 32)),
                RunOptions.realTime().withClock(clock));
        // one at work, nineteen behind it
        Bench.await(() -> Bench.isHolding(gate) && run.report().edge("in->work").inFlight() == 20);
        clock.advance(Duration.ofMillis(60));
        Bench.open(gate, 1000);
        RunReport report = finish(run);
        assertThat(report.edge("in->work").dropped()).isEqualTo(Map.of("stale", 19L));
        assertThat(Bench.passed(gate)).isEqualTo(1);
    }

    @Test
    void aFlowLimitLetsNoMoreUnderWayAndTheQueueBeforeItKeepsTheNewest() throws Exception {
        String gate = Bench.name();
        String into = Bench.name();
        Sinks.Many<Frame> frames = Sinks.many().unicast().onBackpressureBuffer();
        Run run = start(
                source(frames.asFlux())
                        .node(
                                "first",
                                Component.defaults("scale"),
                                n -> n.in("in").queue(Overflow.LATEST, 1).maxInFlight(2, "out"))
                        .node("slow", Bench.gate(gate), n -> n.in("first").queue(Overflow.BLOCK, 16))
                        .sink("out", Bench.collect(into), s -> s.in("slow").queue(Overflow.BLOCK, 16)),
                RunOptions.realTime());
        frames.tryEmitNext(Toys.frame(0));
        Bench.await(() -> run.report().edge("first->slow").inFlight() == 1);
        frames.tryEmitNext(Toys.frame(1));
        Bench.await(() -> run.report().edge("first->slow").inFlight() == 2);
        Flux.range(2, 48).map(Toys::frame).subscribe(frames::tryEmitNext);
        frames.tryEmitComplete();
        Bench.await(() -> run.report().edge("in->first").in() == 50);
        // Without the limit the queue of 16 would hold old frames; with it two are under way and the newest waits.
        assertThat(run.report().edge("in->first"))
                .isEqualTo(new EdgeCount("in->first", 50, 2, Map.of("superseded", 47L), 1));
        Bench.open(gate, 1000);
        RunReport report = finish(run);
        assertThat(report.edge("first->slow").in()).isEqualTo(3);
        assertThat(Bench.collected(into)).extracting(Frame::sequence).hasSize(3).endsWith(49L);
    }

    @ParameterizedTest
    @EnumSource
    void aFlowLimitOutlivesFramesThatAreDroppedOrMultipliedOnTheWay(RunOptions.Mode mode) throws Exception {
        String into = Bench.name();
        RunOptions options = mode == RunOptions.Mode.VIRTUAL_TIME ? RunOptions.virtualTime() : RunOptions.realTime();
        RunReport report = finish(start(
                source(Toys.frames(1000))
                        .node(
                                "first",
                                Component.defaults("repeat"),
                                n -> n.in("in").queue(Overflow.BLOCK, 2).maxInFlight(1, "out"))
                        .node(
                                "odd",
                                Component.defaults("drop-odd"),
                                n -> n.in("first").queue(Overflow.BLOCK, 2))
                        .sink("out", Bench.collect(into), s -> s.in("odd").queue(Overflow.BLOCK, 2)),
                options));
        assertThat(report.edge("in->first").out()).isEqualTo(1000);
        assertThat(Bench.collected(into)).hasSize(1500);
    }

    @Test
    void cancelDoesNotWaitBehindQueuedFrames() throws Exception {
        String gate = Bench.name();
        Run run = start(
                source(Toys.frames(100_000))
                        .node("work", Bench.gate(gate), n -> n.in("in").queue(Overflow.BLOCK, 4096)),
                RunOptions.realTime());
        Bench.await(() -> run.report().edge("in->work").inFlight() > 4000);
        run.cancel();
        Bench.open(gate, 1); // only the frame at work, if there is one, is finished
        RunReport report = finish(run);
        assertThat(report.state()).isEqualTo(RunState.CANCELLED);
        assertThat(Bench.passed(gate)).isLessThanOrEqualTo(1);
        assertThat(report.edge("in->work").dropped().get("cancelled")).isGreaterThan(4000L);
    }

    @Test
    void aStalledStageIsReportedWithItsStackAndNothingGrows() throws Exception { // MediaPipe #204, #672, #697
        String gate = Bench.name();
        Run run = start(
                source(Toys.frames(1000))
                        .node("first", Component.defaults("scale"), n -> n.in("in"))
                        .node("work", Bench.gate(gate), n -> n.in("first").queue(Overflow.BLOCK, 4)),
                RunOptions.realTime().withWatchdog(Duration.ofMillis(80)));
        Bench.await(() -> run.report().stalls().size() == 2);
        List<StageStall> stalls = run.report().stalls();
        assertThat(stalls.get(0).reason()).isEqualTo("waits for space in first->work");
        assertThat(stalls.get(0).node()).isEqualTo("first");
        assertThat(stalls.get(1).reason()).isEqualTo("at one frame");
        assertThat(stalls.get(1).node()).isEqualTo("work");
        assertThat(stalls.get(1).thread()).startsWith("millrace-load-work-");
        assertThat(String.join("\n", stalls.get(1).stack())).contains("acquireUninterruptibly", "Bench");
        assertThat(stalls.get(1).toString())
                .startsWith("stage is stalled: stage=1, thread=millrace-load-work-")
                .contains(", node=work, for-ms=", ", in-flight=5, reason=at one frame");
        assertThat(run.report().edge("first->work").inFlight()).isEqualTo(5); // four queued, one at work: as planned
        Bench.open(gate, 100_000);
        RunReport report = finish(run);
        assertThat(report.edge("first->work").out()).isEqualTo(1000); // and nothing was lost for it
        assertThat(run.stallCount()).isEqualTo(2);
    }

    @Test
    void aSlowStageThatMovesIsNotCalledStalled() throws Exception {
        String gate = Bench.name();
        Run run = start(
                source(Toys.frames(40)).node("work", Bench.gate(gate), n -> n.in("in")),
                RunOptions.realTime().withWatchdog(Duration.ofSeconds(4)));
        for (int i = 0; i < 40; i++) {
            Bench.open(gate, 1);
            Thread.sleep(5);
        }
        finish(run);
        assertThat(run.stallCount()).isZero();
    }

    @Test
    void aJoinOfAStreamThatStopsDoesNotDeadlockTheOther() throws Exception { // MediaPipe #204: queues that grow instead
        String into = Bench.name();
        Sinks.Many<Frame> silent = Sinks.many().unicast().onBackpressureBuffer();
        Run run = start(
                source(Toys.frames(5000))
                        .source("other", Toys.NUMBER, silent.asFlux(), Bench.BLOCK_1)
                        .node(
                                "pair",
                                Component.written("align", settings(), Location.BUILDER),
                                n -> n.named("a", "in").named("b", "other").queue(Overflow.BLOCK, 2))
                        .sink("out", Bench.collect(into), s -> s.in("pair")),
                RunOptions.realTime());
        Bench.await(() -> run.report().edge("in->pair.a").in() == 5000);
        silent.tryEmitComplete();
        RunReport report = finish(run);
        EdgeCount a = report.edge("in->pair.a");
        assertThat(a.droppedTotal()).isEqualTo(5000);
        assertThat(a.dropped().get("stalled")).isGreaterThanOrEqualTo(5000 - 16);
    }

    private static ConfigValue.Mapping settings() {
        Location here = Location.BUILDER;
        return new ConfigValue.Mapping(
                Map.of(
                        "align", new ConfigValue.Scalar("exact", here),
                        "on-stall", new ConfigValue.Scalar("wait(1h)", here),
                        "hold-frames", new ConfigValue.Scalar("16", here)),
                here);
    }

    @Test
    void everyEdgeKeepsItsBoundWhateverIsThrownAtIt() throws Exception {
        String gate = Bench.name();
        Run run = start(
                source(Toys.frames(20_000))
                        .node("work", Bench.gate(gate), n -> n.in("in").queue(Overflow.DROP_OLDEST, 7)),
                RunOptions.realTime());
        Bench.await(() -> run.report().edge("in->work").in() == 20_000);
        assertThat(run.report().edge("in->work").inFlight()).isLessThanOrEqualTo(8);
        Bench.open(gate, 20_000);
        assertThat(finish(run).edge("in->work").dropped()).containsOnlyKeys("queue-full-oldest");
    }
}
