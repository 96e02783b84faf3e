package io.millrace.operators.spikes;

import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Tensor;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;

/**
 * How samples of many channels lie in a frame.
 *
 * @param axis the axis of the channels
 * @param samples samples in a frame
 * @param channelMajor whether all samples of a channel come before those of the next
 * @param samplesPerSecond samples of each channel in a second
 */
record BroadbandLayout(Axis axis, int samples, boolean channelMajor, double samplesPerSecond) {

    static BroadbandLayout of(InputCheck check) {
        int rank = check.spec().axes().size();
        if (rank != 1 && rank != 2) {
            check.mismatch("stream has another rank", "[channel], [channel, sample] or [sample, channel]");
            return new BroadbandLayout(
                    Axis.of("missing", 1), 1, true, check.spec().rateHz());
        }
        return of(check.spec());
    }

    static BroadbandLayout of(StreamSpec spec) {
        Axis first = spec.axes().get(0);
        if (spec.axes().size() == 1) {
            return new BroadbandLayout(first, 1, true, spec.rateHz());
        }
        Axis second = spec.axes().get(1);
        boolean channelMajor = !first.name().equals("sample");
        Axis channels = channelMajor ? first : second;
        int samples = channelMajor ? second.size() : first.size();
        return new BroadbandLayout(channels, samples, channelMajor, spec.rateHz() * samples);
    }

    int channels() {
        return axis.size();
    }

    /** Copies one sample of every channel, of f32 or i16. */
    void read(Tensor frame, int sample, float[] out) {
        int first = channelMajor ? sample : sample * out.length;
        int step = channelMajor ? samples : 1;
        if (frame.type() == ElementType.I16) {
            short[] values = frame.shorts();
            for (int c = 0; c < out.length; c++) {
                out[c] = values[first + c * step];
            }
            return;
        }
        float[] values = frame.floats();
        if (step == 1) {
            System.arraycopy(values, first, out, 0, out.length);
            return;
        }
        for (int c = 0; c < out.length; c++) {
            out[c] = values[first + c * step];
        }
    }
}
