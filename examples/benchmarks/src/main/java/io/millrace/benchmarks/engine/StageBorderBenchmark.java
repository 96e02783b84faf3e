package io.millrace.benchmarks.engine;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.run.Run;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A million frames over saturated stage borders, beside the same number of {@code publishOn} hops of Reactor with
 * queues of the same size ({@code hide} keeps Reactor from replacing the hop by a loop). The cost of a border is the difference between two borders and one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
@OperationsPerInvocation(StageBorderBenchmark.FRAMES)
public class StageBorderBenchmark {

    static final int FRAMES = 1_000_000;
    private static final int CAPACITY = 256;

    private final Scheduler first = Schedulers.newSingle("first", true);
    private final Scheduler second = Schedulers.newSingle("second", true);
    private Frame[] frames;

    @Setup
    public void make() {
        frames = Numbers.frames(FRAMES);
    }

    @Benchmark
    public long millraceOneBorder() throws Exception {
        return run(1);
    }

    @Benchmark
    public long millraceTwoBorders() throws Exception {
        return run(2);
    }

    @Benchmark
    public Frame publishOnOneHop() {
        return Flux.fromArray(frames)
                .hide()
                .publishOn(first, CAPACITY)
                .map(f -> f)
                .blockLast();
    }

    @Benchmark
    public Frame publishOnTwoHops() {
        return Flux.fromArray(frames)
                .hide()
                .publishOn(first, CAPACITY)
                .map(f -> f)
                .publishOn(second, CAPACITY)
                .map(f -> f)
                .blockLast();
    }

    private long run(int borders) throws Exception {
        Numbers.End end = new Numbers.End();
        Run run = Millrace.pipeline("border")
                .source("in", Numbers.SPEC, Flux.fromArray(frames), new EdgePolicy(Overflow.BLOCK, CAPACITY))
                .node("end", Component.defaults("end"), n -> {
                    n.in("in");
                    if (borders == 2) {
                        n.queue(Overflow.BLOCK, CAPACITY);
                    }
                })
                .draft()
                .compile(Numbers.profile(), Numbers.catalog(end))
                .start();
        if (!run.await(Duration.ofMinutes(1)) || end.last != FRAMES) {
            throw new IllegalStateException("frames are missing: last=" + end.last + " (expected " + FRAMES + ")");
        }
        return end.last;
    }
}
