package io.millrace.transport.grpc;

import io.millrace.transport.grpc.inference.InferStatistics;
import io.millrace.transport.grpc.inference.ModelStatistics;
import io.millrace.transport.grpc.inference.StatisticDuration;
import java.util.concurrent.atomic.LongAdder;

/** Counts and times of the requests to one pipeline. Any thread. */
final class RequestStatistics {

    private final LongAdder succeeded = new LongAdder();
    private final LongAdder succeededNanos = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder failedNanos = new LongAdder();
    private final LongAdder frames = new LongAdder();
    private volatile long lastEpochNanos;

    void succeeded(long nanos, int framesIn, long epochNanos) {
        succeeded.increment();
        succeededNanos.add(nanos);
        frames.add(framesIn);
        lastEpochNanos = epochNanos;
    }

    void failed(long nanos, long epochNanos) {
        failed.increment();
        failedNanos.add(nanos);
        lastEpochNanos = epochNanos;
    }

    ModelStatistics message(String name) {
        StatisticDuration success = duration(succeeded.sum(), succeededNanos.sum());
        return ModelStatistics.newBuilder()
                .setName(name)
                .setVersion(Registry.VERSION)
                .setLastInference(lastEpochNanos / 1_000_000)
                .setInferenceCount(frames.sum())
                .setExecutionCount(succeeded.sum())
                .setInferenceStats(InferStatistics.newBuilder()
                        .setSuccess(success)
                        .setFail(duration(failed.sum(), failedNanos.sum()))
                        .setComputeInfer(success))
                .build();
    }

    GrpcServer.Counts counts(String name) {
        return new GrpcServer.Counts(
                name, succeeded.sum(), failed.sum(), 1e-9 * (succeededNanos.sum() + failedNanos.sum()));
    }

    long succeeded() {
        return succeeded.sum();
    }

    long failed() {
        return failed.sum();
    }

    private static StatisticDuration duration(long count, long nanos) {
        return StatisticDuration.newBuilder().setCount(count).setNs(nanos).build();
    }
}
