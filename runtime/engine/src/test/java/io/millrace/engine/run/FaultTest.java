package io.millrace.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.OnFailure;
import io.millrace.api.graph.Overflow;
import io.millrace.api.time.Clock;
import io.millrace.api.time.SystemClock;
import io.millrace.engine.Millrace;
import io.millrace.engine.PipelineBuilder;
import io.millrace.engine.Toys;
import io.millrace.engine.metrics.RunMetrics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** What goes on when something breaks. */
@Timeout(60)
class FaultTest {

    private static PipelineBuilder source(Flux<Frame> frames) {
        return Millrace.pipeline("fault").source("in", Toys.NUMBER, frames, Bench.BLOCK_64);
    }

    private static Run start(PipelineBuilder builder, RunOptions options) throws Exception {
        return builder.draft().compile(Toys.profile(), Bench.catalog()).start(options);
    }

    private static RunReport finish(Run run) throws InterruptedException {
        assertThat(run.await(Duration.ofSeconds(20))).isTrue();
        RunReport report = run.report();
        assertThat(report.balances()).as("%s", report.edges()).isTrue();
        assertThat(report.edges()).allMatch(e -> e.inFlight() == 0);
        return report;
    }

    private static NodeReport node(RunReport report, String name) {
        return report.nodes().stream()
                .filter(n -> n.node().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSinkThatFailsIsDetachedAndThePipelineGoesOn() throws Exception {
        String kept = Bench.name();
        String lost = Bench.name();
        Run run = start(
                source(Toys.frames(100))
                        .sink(
                                "recorder",
                                Bench.breaking(lost, 40, 60),
                                s -> s.in("in").onFailure(OnFailure.parse("detach")))
                        .sink("view", Bench.collect(kept), s -> s.in("in")),
                RunOptions.virtualTime());
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new RunMetrics(run).bindTo(registry);
        RunReport report = finish(run);
        assertThat(report.state()).isEqualTo(RunState.COMPLETED);
        assertThat(report.edge("in->recorder").dropped()).isEqualTo(Map.of("processor-failed", 1L, "detached", 59L));
        assertThat(node(report, "recorder").state()).isEqualTo(NodeState.DETACHED);
        assertThat(node(report, "recorder").cause())
                .isEqualTo("java.lang.IllegalStateException: No space left on device");
        assertThat(node(report, "view").state()).isEqualTo(NodeState.RUNNING);
        assertThat(Bench.collected(lost)).hasSize(40);
        assertThat(Bench.collected(kept)).hasSize(100);
        assertThat(registry.get("millrace.node.running")
                        .tag("node", "recorder")
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void aSinkIsDetachedOnlyBeyondItsBudget() throws Exception {
        String some = Bench.name();
        RunReport report = finish(start(
                source(Toys.frames(100))
                        .sink(
                                "recorder",
                                Bench.breaking(some, 40, 3),
                                s -> s.in("in").onFailure(OnFailure.parse("detach(3 per 1h)"))),
                RunOptions.virtualTime()));
        assertThat(report.edge("in->recorder").dropped()).isEqualTo(Map.of("processor-failed", 3L));
        assertThat(node(report, "recorder").state()).isEqualTo(NodeState.RUNNING);
        assertThat(Bench.collected(some)).hasSize(97);
    }

    @Test
    void aRestartIsPutOffAndCountedMeanwhile() throws Exception {
        String name = Bench.name(); // frames come every ms; it throws at the 100th
        RunReport report = finish(start(
                source(Toys.frames(150))
                        .node(
                                "bad",
                                Component.given("failing", new Toys.Every(100, name)),
                                n -> n.in("in").onFailure(OnFailure.parse("restart(10 per 1h, after 20ms)"))),
                RunOptions.virtualTime()));
        assertThat(report.state()).isEqualTo(RunState.COMPLETED);
        Map<String, Long> dropped = report.edge("in->bad").dropped();
        assertThat(dropped.get("processor-failed")).isEqualTo(1);
        assertThat(dropped.get("restarting")).isBetween(9L, 20L); // a half to the whole of 20 ms, by the jitter
        assertThat(Toys.Failing.OPENED.get(name)).hasValue(2);
    }

    @Test
    void aPeerThatIsAwayIsCalledAgainUntilItIsThere() throws Exception {
        String sink = Bench.name();
        Run run = start(
                source(Toys.frames(2000))
                        .sink(
                                "peer",
                                Bench.breaking(sink, 100, 1),
                                s -> s.in("in").onFailure(OnFailure.parse("restart(10 per 1h, after 10ms)"))),
                RunOptions.virtualTime());
        assertThat(finish(run).edge("in->peer").dropped()).containsEntry("processor-failed", 1L);

        String away = Bench.name();
        Sinks.Many<Frame> frames = Sinks.many().unicast().onBackpressureBuffer();
        Run second = start(
                source(frames.asFlux())
                        .sink(
                                "peer",
                                Bench.breaking(away, 100, 1),
                                s -> s.in("in").onFailure(OnFailure.parse("restart(10 per 1h, after 10ms)"))),
                RunOptions.virtualTime());
        Bench.refuseToOpen(away, 3);
        Toys.frames(2000).subscribe(frames::tryEmitNext);
        frames.tryEmitComplete();
        RunReport report = finish(second);
        // 10, 20, 40 and 80 ms, each shortened by up to a half
        assertThat(report.edge("in->peer").dropped().get("restarting")).isBetween(74L, 152L);
        assertThat(node(report, "peer").state()).isEqualTo(NodeState.RUNNING);
        assertThat(Bench.collected(away).get(Bench.collected(away).size() - 1).sequence())
                .isEqualTo(1999);
    }

    @Test
    void aPeerThatStaysAwayStopsTheRunWhenTheBudgetIsSpent() throws Exception {
        String away = Bench.name();
        Sinks.Many<Frame> frames = Sinks.many().unicast().onBackpressureBuffer();
        Run run = start(
                source(frames.asFlux())
                        .sink(
                                "peer",
                                Bench.breaking(away, 1, 1),
                                s -> s.in("in").onFailure(OnFailure.parse("restart(4 per 1h, after 1ms)"))),
                RunOptions.virtualTime());
        Bench.refuseToOpen(away, 1000);
        Toys.frames(2000).subscribe(frames::tryEmitNext);
        RunReport report = run.await(Duration.ofSeconds(20)) ? run.report() : run.report();
        assertThat(report.state()).isEqualTo(RunState.FAILED);
        assertThat(report.failure())
                .isEqualTo("processor cannot be restarted: node=peer, cause=java.io.IOException: peer is away: sink="
                        + away);
    }

    /** A clock whose time of day is set by somebody. */
    private static final class SteppedClock implements Clock {

        private final AtomicLong offsetNanos = new AtomicLong();

        @Override
        public long epochNanos() {
            return SystemClock.INSTANCE.epochNanos() + offsetNanos.get();
        }

        @Override
        public long monotonicNanos() {
            return SystemClock.INSTANCE.monotonicNanos();
        }
    }

    @Test
    void stepsOfTheClockCostWhatIsInFlightAtMost() throws Exception {
        SteppedClock clock = new SteppedClock();
        String into = Bench.name();
        String gate = Bench.name();
        Sinks.Many<Frame> frames = Sinks.many().unicast().onBackpressureBuffer();
        Run run = start(
                source(frames.asFlux())
                        .node(
                                "work",
                                Bench.gate(gate),
                                n -> n.in("in").queue(Overflow.BLOCK, 16).deadline(Duration.ofMinutes(5)))
                        .sink("out", Bench.collect(into), s -> s.in("work")),
                RunOptions.realTime().withClock(clock));
        Bench.open(gate, 1000);
        int sequence = 0;
        for (long step : new long[] {0, 3_600_000_000_000L, -7_200_000_000_000L}) {
            clock.offsetNanos.addAndGet(step);
            for (int i = 0; i < 10; i++) {
                Frame frame = Toys.frame(sequence++);
                long now = clock.epochNanos();
                frames.tryEmitNext(
                        new Frame(frame.sequence(), frame.timeNanos(), 0, now, frame.payload(), frame.provenance()));
            }
            int sent = sequence;
            Bench.await(() -> run.report().edge("work->out").out() == sent);
        }
        frames.tryEmitComplete();
        RunReport report = finish(run);
        assertThat(report.state()).isEqualTo(RunState.COMPLETED);
        assertThat(Bench.collected(into)).hasSize(30); // nothing was in flight, so nothing was lost
    }
}
