package io.millrace.benchmarks.engine;

import io.millrace.api.frame.Frame;
import io.millrace.api.graph.Component;
import io.millrace.api.graph.EdgePolicy;
import io.millrace.api.graph.Overflow;
import io.millrace.api.time.Clock;
import io.millrace.api.time.SystemClock;
import io.millrace.engine.Millrace;
import io.millrace.engine.run.Run;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Latency and throughput of one stage border, serialised (a frame leaves when the one before has arrived) and saturated
 * (as many as the queue takes), beside the same graph in plain Reactor, in turns within one run. Latency is from the
 * publisher's {@code onNext} to the node behind the border.
 */
public final class BorderReport {

    private static final int SERIAL = 200_000;
    private static final int SATURATED = 5_000_000;
    private static final int ROUNDS = 3;
    private static final int CAPACITY = 256;
    private static final Clock CLOCK = SystemClock.INSTANCE;

    private BorderReport() {}

    /** A way over one border: feeds frames and calls the consumer on the other side. */
    private interface Border {
        void carry(Flux<Frame> frames, Consumer<Frame> to) throws Exception;
    }

    /**
     * Measures and prints a table.
     *
     * @param arguments none
     * @throws Exception if something is wrong
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        out.printf(
                Locale.ROOT,
                "%-11s %-9s %10s %10s %10s %14s%n",
                "how",
                "graph",
                "p50 us",
                "p99 us",
                "p99.9 us",
                "frames/s");
        for (int round = 0; round < ROUNDS; round++) {
            boolean print = round == ROUNDS - 1; // the first ones warm up
            row(print ? out : null, "serialised", "millrace", BorderReport::millrace, true);
            row(print ? out : null, "serialised", "reactor", BorderReport::reactor, true);
            row(print ? out : null, "saturated", "millrace", BorderReport::millrace, false);
            row(print ? out : null, "saturated", "reactor", BorderReport::reactor, false);
        }
        System.exit(0);
    }

    private static void row(PrintStream out, String how, String graph, Border border, boolean serial) throws Exception {
        Histogram nanos = new Histogram(60_000_000_000L, 3);
        int count = serial ? SERIAL : SATURATED;
        Frame frame = Numbers.frames(1)[0];
        long[] seen = new long[16]; // alone on its cache line
        java.lang.invoke.VarHandle last = java.lang.invoke.MethodHandles.arrayElementVarHandle(long[].class);
        Flux<Frame> frames = Flux.range(1, count).map(number -> {
            while (serial && (long) last.getAcquire(seen, 8) != number - 1) {
                Thread.onSpinWait();
            }
            long now = CLOCK.monotonicNanos();
            return new Frame(number, number, 0, now, frame.payload(), frame.provenance());
        });
        long began = CLOCK.monotonicNanos();
        border.carry(frames, f -> {
            nanos.recordValue(Math.max(0, CLOCK.monotonicNanos() - f.arrivalNanos()));
            last.setRelease(seen, 8, f.sequence());
        });
        double seconds = (CLOCK.monotonicNanos() - began) / 1e9;
        if (nanos.getTotalCount() != count) {
            throw new IllegalStateException("frames are missing: count=" + nanos.getTotalCount());
        }
        if (out != null) {
            out.printf(
                    Locale.ROOT,
                    "%-11s %-9s %10.2f %10.2f %10.2f %14.0f%n",
                    how,
                    graph,
                    nanos.getValueAtPercentile(50) / 1e3,
                    nanos.getValueAtPercentile(99) / 1e3,
                    nanos.getValueAtPercentile(99.9) / 1e3,
                    count / seconds);
        }
    }

    private static void millrace(Flux<Frame> frames, Consumer<Frame> to) throws Exception {
        Scheduler feeder = Schedulers.newSingle("feeder", true);
        Run run = Millrace.pipeline("border")
                .source("in", Numbers.SPEC, frames.subscribeOn(feeder), new EdgePolicy(Overflow.BLOCK, CAPACITY))
                .node("end", Component.defaults("call"), n -> n.in("in"))
                .draft()
                .compile(Numbers.profile(), Numbers.catalog(new Numbers.End()).with(new Numbers.Call(to)))
                .start();
        while (!run.await(java.time.Duration.ofMinutes(1))) {
            // it ends with its frames
        }
        feeder.dispose();
    }

    private static void reactor(Flux<Frame> frames, Consumer<Frame> to) throws Exception {
        Scheduler feeder = Schedulers.newSingle("feeder", true);
        Scheduler stage = Schedulers.newSingle("stage", true);
        CountDownLatch ended = new CountDownLatch(1);
        frames.subscribeOn(feeder)
                .publishOn(stage, CAPACITY)
                .map(f -> f)
                .subscribe(to, e -> ended.countDown(), ended::countDown);
        ended.await();
        feeder.dispose();
        stage.dispose();
    }
}
