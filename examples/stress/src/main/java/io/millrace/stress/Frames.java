package io.millrace.stress;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Origin;
import io.millrace.api.frame.Provenance;
import io.millrace.api.frame.Tensor;

/** Frames that are told apart by their number. */
public final class Frames {

    public static final Frame ONE = frame(1);
    public static final Frame TWO = frame(2);

    private Frames() {}

    public static Frame frame(long sequence) {
        return new Frame(
                sequence,
                sequence,
                0,
                sequence,
                Tensor.ofBytes(new byte[0]),
                Provenance.of(Origin.SIMULATED, "stress"));
    }

    public static int number(Frame frame) {
        return frame == null ? 0 : (int) frame.sequence();
    }
}
