package io.millrace.benchmarks.engine;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.engine.Millrace;
import io.millrace.engine.run.Run;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * One frame to a thread that has gone to sleep, until that thread has seen it: how long a stage border takes when
 * frames come one at a time, beside a bare {@code publishOn}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class IdleHopBenchmark {

    @Param({"millrace", "publishOn"})
    String hop;

    private final Frame[] frames = Numbers.frames(1);
    private Run run;
    private Disposable flux;
    private Subscriber<? super Frame> input;
    private Sinks.Many<Frame> sink;
    private Numbers.End end;
    private volatile long seen;
    private long next;

    @Setup
    public void open() throws Exception {
        end = new Numbers.End();
        if (hop.equals("publishOn")) {
            sink = Sinks.many().unicast().onBackpressureBuffer();
            flux = sink.asFlux().publishOn(Schedulers.newSingle("hop", true)).subscribe(f -> seen = f.sequence());
            return;
        }
        run = Millrace.pipeline("hop")
                .source("in", Numbers.SPEC, s -> input = s, new EdgePolicy(Overflow.DROP_OLDEST, 16))
                .node("end", "end", new Numbers.None(), "in")
                .draft()
                .compile(Numbers.profile(), Numbers.catalog(end))
                .start();
        input.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
    }

    /** Lets the other thread go to sleep. */
    @Setup(Level.Invocation)
    public void pause() {
        LockSupport.parkNanos(100_000);
    }

    @TearDown
    public void close() {
        if (run != null) {
            run.cancel();
        }
        if (flux != null) {
            flux.dispose();
        }
    }

    @Benchmark
    public void frame() {
        long number = ++next;
        Frame frame = frames[0].withSequence(number).withTimeNanos(number);
        if (run == null) {
            sink.tryEmitNext(frame);
            while (seen != number) {
                Thread.onSpinWait();
            }
        } else {
            input.onNext(frame);
            while (end.last != number) {
                Thread.onSpinWait();
            }
        }
    }
}
