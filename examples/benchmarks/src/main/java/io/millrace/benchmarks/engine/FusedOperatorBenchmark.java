package io.millrace.benchmarks.engine;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.PipelineBuilder;
import io.millrace.engine.run.Run;
import io.millrace.engine.run.RunOptions;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One frame through a chain of operators that share a stage, on the calling thread. The cost of one fused operator is
 * the difference between the chains divided by the difference in length: what remains at length 0 is the way in.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 7, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class FusedOperatorBenchmark {

    @Param({"0", "1", "4", "10"})
    int operators;

    private Run run;
    private Subscriber<? super Frame> input;
    private Frame[] frames;
    private int next;

    @Setup
    public void open() throws Exception {
        frames = Numbers.frames(1024);
        PipelineBuilder builder = Millrace.pipeline("fused")
                .source("n0", Numbers.SPEC, s -> input = s, new EdgePolicy(Overflow.DROP_OLDEST, 16));
        for (int i = 0; i < operators; i++) {
            builder.node("n" + (i + 1), "pass", new Numbers.None(), "n" + i);
        }
        builder.node("end", "end", new Numbers.None(), "n" + operators);
        run = builder.draft()
                .compile(Numbers.profile(), Numbers.catalog(new Numbers.End()))
                .start(RunOptions.virtualTime());
        input.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
        // The measured time of a frame never falls, or the frame would be late.
        for (int i = 0; i < frames.length; i++) {
            frames[i] = frames[i].withTimeNanos(i);
        }
    }

    @TearDown
    public void close() {
        run.cancel();
    }

    @Benchmark
    public void frame() {
        if (next == frames.length) {
            next = 0;
        }
        input.onNext(frames[next++].withTimeNanos(time++));
    }

    private long time;
}
