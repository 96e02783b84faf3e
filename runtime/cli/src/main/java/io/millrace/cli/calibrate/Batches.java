package io.millrace.cli.calibrate;

import io.millrace.api.device.Calibration.Spread;
import io.millrace.api.time.SystemClock;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Times short pieces of work on a machine that also does other things: a third of the time is warm-up and thrown away,
 * the rest is cut into batches, and the median of the batches is taken. What else runs makes some batches longer and
 * none shorter, so that the median moves only when more than half of them are disturbed.
 */
final class Batches {

    private static final int BATCHES = 21;
    private static final long LEAST_BATCH_NANOS = 50_000; // a thousand times what reading the clock takes

    private static final long WARM_UP_NANOS =
            400_000_000; // until the second compiler is through, also when it has to wait

    /** A piece of work; what it returns is kept, so that the work cannot be left out. */
    @FunctionalInterface
    interface Work {
        long run();
    }

    private long kept;

    Batches() {}

    /** Median time of one call, ns, measured for about so long. */
    double nanosPerCall(Work work, long budgetNanos) {
        long begin = now();
        long calls = 0;
        long warmUpNanos = Math.max(WARM_UP_NANOS, budgetNanos / 3);
        while (now() - begin < warmUpNanos || calls < BATCHES) {
            kept += work.run();
            calls++;
        }
        long started = now();
        long estimate = Math.max(1, calls / 16);
        for (long i = 0; i < estimate; i++) {
            kept += work.run();
        }
        double warm = Math.max(1.0, (double) (now() - started) / estimate);
        double batchNanos = Math.max(LEAST_BATCH_NANOS, budgetNanos * 2.0 / 3 / BATCHES);
        int size = (int) Math.max(1, Math.min(1_000_000, batchNanos / warm));
        double[] perCall = new double[BATCHES];
        for (int b = 0; b < BATCHES; b++) {
            long from = now();
            for (int i = 0; i < size; i++) {
                kept += work.run();
            }
            perCall[b] = (double) (now() - from) / size;
        }
        return median(perCall);
    }

    /** What the work returned, all together. */
    long kept() {
        return kept;
    }

    /** The middle one of the sorted values; the mean of the two in the middle if their number is even. */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Median of the medians and of the 99th percentiles. */
    static Spread median(List<Spread> runs) {
        return new Spread(median(runs, Spread::p50Nanos), median(runs, Spread::p99Nanos));
    }

    private static long median(List<Spread> runs, ToLongFunction<Spread> figure) {
        return Math.round(
                median(runs.stream().mapToDouble(r -> figure.applyAsLong(r)).toArray()));
    }

    private static long now() {
        return SystemClock.INSTANCE.monotonicNanos();
    }
}
