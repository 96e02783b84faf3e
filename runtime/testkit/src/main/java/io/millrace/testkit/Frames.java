package io.millrace.testkit;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Payload;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import java.nio.charset.StandardCharsets;

/** Makes the frames of a stream: sequence numbers rise by one, event times by one period. */
public final class Frames {

    /** Event time of frame 0: 2023-11-14T22:13:20Z, ns since the epoch. */
    public static final long START_NANOS = 1_700_000_000_000_000_000L;

    /** What all frames made here say of their origin. */
    public static final Provenance PROVENANCE = Provenance.of(Origin.SIMULATED, "test");

    private static final double NANOS_PER_SECOND = 1e9;

    private final double rateHz;
    private long sequence;

    private Frames(double rateHz) {
        this.rateHz = rateHz;
    }

    /**
     * A stream before its first frame.
     *
     * @param rateHz frames per second, above 0
     * @return the stream
     */
    public static Frames atHz(double rateHz) {
        return new Frames(rateHz);
    }

    /**
     * The next frame, of shape [n].
     *
     * @param values the elements, handed over
     * @return the frame
     */
    public Frame next(float... values) {
        return next(Tensor.of(Shape.of(values.length), values));
    }

    /**
     * The next frame.
     *
     * @param payload what it carries
     * @return the frame
     */
    public Frame next(Payload payload) {
        return of(sequence++, rateHz, payload);
    }

    /**
     * Any frame of a regular stream.
     *
     * @param sequence number of the frame
     * @param rateHz frames per second, above 0
     * @param payload what it carries
     * @return the frame, arrived at the moment it was measured
     */
    public static Frame of(long sequence, double rateHz, Payload payload) {
        long elapsed = Math.round(sequence * (NANOS_PER_SECOND / rateHz));
        return new Frame(sequence, START_NANOS + elapsed, 0, elapsed, payload, PROVENANCE);
    }

    /**
     * Any frame of a regular stream of raw records.
     *
     * @param sequence number of the frame
     * @param rateHz frames per second, above 0
     * @param text the record, encoded in ISO 8859-1
     * @return the frame
     */
    public static Frame record(long sequence, double rateHz, String text) {
        return of(sequence, rateHz, Tensor.ofBytes(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
