package io.millrace.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.config.ConfigValue;
import io.millrace.api.config.Location;
import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.PipelineBuilder;
import io.millrace.engine.Toys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** Joins in a running graph: who is waited for, for how long, and that it does not matter which thread is faster. */
@Timeout(60)
class WaitingTest {

    private static Component align(String... keysAndValues) {
        Map<String, ConfigValue> entries = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.put(keysAndValues[i], new ConfigValue.Scalar(keysAndValues[i + 1], Location.BUILDER));
        }
        return Component.written("align", new ConfigValue.Mapping(entries, Location.BUILDER), Location.BUILDER);
    }

    private static PipelineBuilder two(Flux<Frame> a, Flux<Frame> b, EdgePolicy policy) {
        return Millrace.pipeline("join").source("a", Toys.NUMBER, a, policy).source("b", Toys.NUMBER, b, policy);
    }

    private static Run start(PipelineBuilder builder, RunOptions options) throws Exception {
        return builder.draft().compile(Toys.profile(), Bench.catalog()).start(options);
    }

    private static RunReport finish(Run run) throws InterruptedException {
        assertThat(run.await(Duration.ofSeconds(20))).isTrue();
        RunReport report = run.report();
        assertThat(report.balances()).as("%s", report.edges()).isTrue();
        assertThat(report.edges()).as("%s", report.edges()).allMatch(e -> e.inFlight() == 0);
        return report;
    }

    /**
     * FLIP-471: a source that is kept from sending by back-pressure is not idle. Here the join itself is blocked for three
     * times its patience, with a frame of one stream waiting for a partner that cannot come meanwhile.
     */
    @Test
    void aStreamHeldUpByBackPressureIsNotCalledStalled() throws Exception {
        String gate = Bench.name();
        String into = Bench.name();
        Sinks.Many<Frame> a = Sinks.many().unicast().onBackpressureBuffer();
        Sinks.Many<Frame> b = Sinks.many().unicast().onBackpressureBuffer();
        Run run = start(
                two(a.asFlux(), b.asFlux(), Bench.BLOCK_1)
                        .node(
                                "pair",
                                align("align", "exact", "on-stall", "wait(100ms)"),
                                n -> n.named("a", "a").named("b", "b").queue(Overflow.BLOCK, 1))
                        .node("slow", Bench.gate(gate), n -> n.in("pair").queue(Overflow.BLOCK, 1))
                        .sink("out", Bench.collect(into), s -> s.in("slow")),
                RunOptions.realTime());
        Toys.frames(12).subscribe(a::tryEmitNext);
        Toys.frames(12).subscribe(b::tryEmitNext);
        Bench.await(() -> run.report().edge("pair->slow").in() >= 2);
        Thread.sleep(300); // nothing moves: the pair after those two waits for space
        Bench.open(gate, 12);
        Bench.await(() -> Bench.collected(into).size() == 12);
        assertThat(run.report().edge("a->pair.a").dropped()).isEmpty();

        // And a stream that really does not come is noticed, without any further frame.
        a.tryEmitNext(Toys.frame(12));
        Bench.await(() -> run.report().edge("a->pair.a").dropped().equals(Map.of("stalled", 1L)));
        a.tryEmitComplete();
        b.tryEmitComplete();
        Bench.open(gate, 100);
        finish(run);
    }

    @Test
    void framesThatAreHeldStayInFlightAndAreCountedWhenTheRunIsCancelled() throws Exception {
        Sinks.Many<Frame> a = Sinks.many().unicast().onBackpressureBuffer();
        Run run = start(
                two(a.asFlux(), Flux.never(), Bench.BLOCK_64)
                        .node(
                                "pair",
                                align("align", "exact", "on-stall", "wait(1h)"),
                                n -> n.named("a", "a").named("b", "b").queue(Overflow.BLOCK, 8)),
                RunOptions.realTime());
        Toys.frames(30).subscribe(a::tryEmitNext);
        Bench.await(() -> run.report().edge("a->pair.a").in() == 30);
        Bench.await(() -> run.nodeReport("pair").service().samples() >= 1);
        assertThat(run.report().edge("a->pair.a").inFlight()).isEqualTo(30);
        run.cancel();
        assertThat(finish(run).edge("a->pair.a").dropped()).isEqualTo(Map.of("cancelled", 30L));
    }

    @Test
    void theFasterThreadDoesNotComeFirstOnTheVirtualClock() throws Exception {
        List<List<Frame>> outputs = new ArrayList<>();
        for (int trial = 0; trial < 20; trial++) {
            String into = Bench.name();
            boolean slowA = trial % 2 == 0;
            Flux<Frame> a = Toys.frames(300).publishOn(Schedulers.parallel(), 4);
            Flux<Frame> b = Flux.range(0, 100).map(i -> Toys.frame(3L * i)).publishOn(Schedulers.boundedElastic(), 2);
            EdgePolicy policy = slowA ? Bench.BLOCK_1 : new EdgePolicy(Overflow.DROP_OLDEST, 3);
            Run run = start(
                    two(a, b, policy)
                            .node(
                                    "pair",
                                    align("align", "hold-last", "base", "a", "on-stall", "wait(5ms)"),
                                    n -> n.named("a", "a").named("b", "b").queue(Overflow.BLOCK, 4))
                            .sink("out", Bench.collect(into), s -> s.in("pair")),
                    RunOptions.virtualTime());
            finish(run);
            outputs.add(Bench.collected(into));
        }
        assertThat(outputs.get(0)).hasSize(300);
        assertThat(outputs).allMatch(output -> output.equals(outputs.get(0)));
    }

    @Test
    void onTheVirtualClockWhoWaitsIsWokenAtItsTime() throws Exception {
        String into = Bench.name();
        Flux<Frame> b = Flux.just(0, 1, 2, 500, 501).map(Toys::frame); // nothing for half a second
        Run run = start(
                two(Toys.frames(502), b, Bench.BLOCK_64)
                        .node(
                                "pair",
                                align("align", "exact", "on-stall", "wait(100ms)"),
                                n -> n.named("a", "a").named("b", "b").queue(Overflow.BLOCK, 4))
                        .sink("out", Bench.collect(into), s -> s.in("pair")),
                RunOptions.virtualTime());
        RunReport report = finish(run);
        assertThat(Bench.collected(into))
                .extracting(Frame::timeNanos)
                .containsExactly(0L, 1_000_000L, 2_000_000L, 500_000_000L, 501_000_000L);
        // 64 frames are held at most, so it is those that end the patience of the first ones.
        assertThat(report.edge("a->pair.a").dropped().get("stalled")).isGreaterThan(390L);
    }

    @Test
    void aFeederThatOffersAllFramesInOrderNeedsNoMerging() throws Exception {
        String into = Bench.name();
        Run run = start(
                two(Toys.frames(10), Toys.frames(10), Bench.BLOCK_1)
                        .node(
                                "sum",
                                Component.defaults("total"),
                                n -> n.in("a", "b").queue(Overflow.BLOCK, 4))
                        .sink("out", Bench.collect(into), s -> s.in("sum")),
                RunOptions.virtualTime().fedInOrder());
        finish(run);
        assertThat(Bench.collected(into)).hasSize(21);
    }
}
