package io.millrace.api.frame;

/**
 * One timed sample of a stream.
 *
 * @param sequence number of the frame in its stream, rising by one unless frames were lost
 * @param timeNanos when it was measured, ns since the epoch of the stream's clock domain
 * @param uncertaintyNanos half width of the interval that {@code timeNanos} is known to, 0 or more
 * @param arrivalNanos when the last part of it entered this process, ns of the run's clock
 * @param payload what was measured
 * @param provenance where it comes from
 */
public record Frame(
        long sequence,
        long timeNanos,
        long uncertaintyNanos,
        long arrivalNanos,
        Payload payload,
        Provenance provenance) {

    /**
     * The same instant with another payload: what an operator emits that computes frame by frame.
     *
     * @param other the payload
     * @return a frame with all else equal
     */
    public Frame withPayload(Payload other) {
        return new Frame(sequence, timeNanos, uncertaintyNanos, arrivalNanos, other, provenance);
    }

    /**
     * The same payload at another measured time.
     *
     * @param nanos when it was measured, ns
     * @return a frame with all else equal
     */
    public Frame withTimeNanos(long nanos) {
        return new Frame(sequence, nanos, uncertaintyNanos, arrivalNanos, payload, provenance);
    }

    /**
     * The same content with another number.
     *
     * @param number the sequence number
     * @return a frame with all else equal
     */
    public Frame withSequence(long number) {
        return new Frame(number, timeNanos, uncertaintyNanos, arrivalNanos, payload, provenance);
    }

    /**
     * The same content with another provenance.
     *
     * @param other the provenance
     * @return a frame with all else equal
     */
    public Frame withProvenance(Provenance other) {
        return new Frame(sequence, timeNanos, uncertaintyNanos, arrivalNanos, payload, other);
    }

    /**
     * The payload of a stream of dense tensors.
     *
     * @return the tensor
     * @throws ClassCastException if the payload is of another kind, which the plan rules out
     */
    public Tensor tensor() {
        return (Tensor) payload;
    }

    /**
     * The payload of a stream of address events. The frame's time is the end of the interval that the events were
     * gathered in: later frames hold none before it.
     *
     * @return the events
     * @throws ClassCastException if the payload is of another kind, which the plan rules out
     */
    public Events events() {
        return (Events) payload;
    }

    /**
     * The payload of a stream of bundles.
     *
     * @return the bundle
     * @throws ClassCastException if the payload is of another kind, which the plan rules out
     */
    public Bundle bundle() {
        return (Bundle) payload;
    }
}
