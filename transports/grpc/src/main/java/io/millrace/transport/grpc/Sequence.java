package io.millrace.transport.grpc;

import io.grpc.Status;
import io.millrace.api.config.ConfigException;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Provenance;
import io.millrace.api.operator.Port;
import io.millrace.api.time.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An instance of a pipeline and what its requests have in common: where their times and numbers stand. One thread at a
 * time.
 */
final class Sequence implements ServedPipeline.Output, AutoCloseable {

    private final ServedPipeline pipeline;
    private final ServedPipeline.Instance instance;
    private final Clock clock;
    private final long[] nextNanos;
    private final long[] sequence;
    private final List<List<Frame>> given = new ArrayList<>();
    private long lastUsedNanos;

    private Sequence(ServedPipeline pipeline, InferRequest first, Clock clock) throws RequestException {
        this.pipeline = pipeline;
        this.clock = clock;
        int inputs = pipeline.inputs().size();
        this.nextNanos = new long[inputs];
        this.sequence = new long[inputs];
        pipeline.outputs().forEach(output -> given.add(new ArrayList<>(1)));
        try {
            this.instance = pipeline.open(first.settings(), this);
        } catch (ConfigException e) {
            throw RequestException.invalid(String.valueOf(e.getMessage()));
        } catch (IOException | IllegalStateException e) {
            throw new RequestException(
                    Status.Code.UNAVAILABLE,
                    "instance cannot be started: model=" + pipeline.name() + ", cause=" + e.getMessage());
        }
    }

    static Sequence open(ServedPipeline pipeline, InferRequest first, Clock clock) throws RequestException {
        return new Sequence(pipeline, first, clock);
    }

    /**
     * Carries a request through.
     *
     * @param abandoned looked at between two frames: true if nobody waits any longer
     * @return for each output the frames that came out
     */
    List<List<Frame>> carry(InferRequest request, BooleanSupplier abandoned) throws RequestException {
        given.forEach(List::clear);
        lastUsedNanos = clock.monotonicNanos();
        try {
            for (InferRequest.Input input : request.tensors()) {
                if (abandoned.getAsBoolean()) {
                    throw new RequestException(Status.Code.CANCELLED, "nobody waits for the answer any longer");
                }
                instance.offer(input.input(), frame(input, request));
            }
            if (request.end()) {
                instance.finish();
            }
        } catch (IllegalStateException e) {
            throw new RequestException(
                    Status.Code.FAILED_PRECONDITION,
                    "instance has failed: model=" + pipeline.name() + ", cause=" + e.getMessage()
                            + " (expected a new stream, or sequence_start)");
        }
        return given;
    }

    /** Ends the instance and gives what it had held back. */
    List<List<Frame>> finish() {
        given.forEach(List::clear);
        instance.finish();
        return given;
    }

    long lastUsedNanos() {
        return lastUsedNanos;
    }

    @Override
    public void frame(int output, Frame frame) {
        given.get(output).add(frame);
    }

    @Override
    public void close() {
        instance.close();
    }

    private Frame frame(InferRequest.Input input, InferRequest request) {
        int i = input.input();
        Long stated = request.timeNanos();
        long time = stated == null ? nextNanos[i] : stated;
        nextNanos[i] = time + periodNanos(pipeline.inputs().get(i));
        Provenance provenance = pipeline.provenance(i);
        if (request.origin() != null) {
            provenance = Provenance.of(request.origin(), String.join(",", provenance.sensors()));
        }
        // The clock of an instance is that of its frames: arrival is when the frame says that it was measured.
        return new Frame(++sequence[i], time, request.uncertaintyNanos(), time, input.tensor(), provenance);
    }

    /** Without a time of its own a frame follows the one before at the nominal rate, or by OVMS's one microsecond. */
    private static long periodNanos(Port input) {
        double rate = input.spec().rateHz();
        return rate > 0 ? Math.max(1, Math.round(1e9 / rate)) : 1000;
    }
}
