package io.millrace.kernels.audio.aec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Takes the mean off the microphone (a second-order notch at 0 Hz), then emphasises as the far end is. */
final class DcNotch {

    private static final double FULL_SCALE = 32768;
    private static final double PRE_EMPHASIS = 0.9;

    private final double radius;
    private final double damping;
    private double first;
    private double second;
    private double before;

    DcNotch(double rateHz) {
        this.radius = rateHz < 12000 ? 0.9 : rateHz < 24000 ? 0.982 : 0.992;
        this.damping = radius * radius + 0.7 * (1 - radius) * (1 - radius);
    }

    void process(double[] in, double[] out) {
        for (int i = 0; i < in.length; i++) {
            double sample = in[i] * FULL_SCALE;
            double notched = first + sample;
            first = second + 2 * (radius * notched - sample);
            second = sample - damping * notched;
            notched *= radius;
            out[i] = notched - PRE_EMPHASIS * before;
            before = notched;
        }
    }

    void reset() {
        first = 0;
        second = 0;
        before = 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(first);
        out.writeDouble(second);
        out.writeDouble(before);
    }

    void load(DataInput in) throws IOException {
        first = in.readDouble();
        second = in.readDouble();
        before = in.readDouble();
    }
}
