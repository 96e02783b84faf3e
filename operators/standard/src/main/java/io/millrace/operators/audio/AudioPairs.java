package io.millrace.operators.audio;

import io.millrace.api.operator.DropReason;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.stream.StreamSpec;
import java.util.List;

/** What operators require that take two streams of one voice each. */
final class AudioPairs {

    /** More of the far end came than time has passed for. */
    static final DropReason FAR_END_SURPLUS = new DropReason("far-end-surplus");

    private static final double LEAST_RATE_HZ = 8000;
    private static final double MOST_RATE_HZ = 48_000;

    private static final float MOST_SAMPLE = 4;
    private static final StreamSpec STAND_IN = AudioStreams.blocks(1, 160, 16_000);

    private AudioPairs() {}

    /** Requires blocks of one channel. */
    static StreamSpec requireVoice(InputCheck input) {
        StreamSpec spec = AudioStreams.requireBlocks(input);
        if (AudioStreams.channels(spec) != 1) {
            input.mismatch("stream has several channels", "channel=1");
            return AudioStreams.blocks(1, AudioStreams.length(spec), AudioStreams.sampleRateHz(spec));
        }
        return spec;
    }

    /**
     * Requires exactly two inputs in this order, of one sample rate.
     *
     * @return what the first carries, or a stand-in
     */
    static StreamSpec requirePair(Inputs inputs, String first, String second) {
        InputCheck leading = inputs.named(first);
        InputCheck other = inputs.named(second);
        List<String> names = inputs.all().stream().map(InputCheck::name).toList();
        if (!names.containsAll(List.of(first, second))) {
            return STAND_IN;
        }
        if (!names.equals(List.of(first, second))) {
            inputs.refuse(
                    "inputs are not the two expected",
                    "inputs=" + names,
                    "in: { " + first + ": ..., " + second + ": ... }");
        }
        StreamSpec spec = requireVoice(leading);
        double rateHz = AudioStreams.sampleRateHz(spec);
        if (AudioStreams.sampleRateHz(requireVoice(other)) != rateHz) {
            other.mismatch("sample rate differs", "that of " + first + ", " + Math.round(rateHz) + " Hz");
        }
        return inRange(leading, spec);
    }

    /** Requires a sample rate that speech is processed at. */
    static StreamSpec inRange(InputCheck input, StreamSpec spec) {
        double rateHz = AudioStreams.sampleRateHz(spec);
        if (rateHz < LEAST_RATE_HZ || rateHz > MOST_RATE_HZ) {
            input.mismatch("sample rate out of range", "8000..48000 samples a second");
            return STAND_IN;
        }
        return spec;
    }

    static PairedStreams streams(StreamSpec leading, int waitMs, int leadMs) {
        return new PairedStreams(
                AudioStreams.sampleRateHz(leading),
                AudioStreams.length(leading),
                waitMs * 1_000_000L,
                leadSamples(leading, waitMs, leadMs));
    }

    static long stateBytes(StreamSpec leading, int waitMs, int leadMs) {
        return PairedStreams.stateBytes(
                AudioStreams.sampleRateHz(leading),
                AudioStreams.length(leading),
                waitMs * 1_000_000L,
                leadSamples(leading, waitMs, leadMs));
    }

    private static int leadSamples(StreamSpec leading, int waitMs, int leadMs) {
        return (int) Math.rint((waitMs + leadMs) * AudioStreams.sampleRateHz(leading) / 1e3);
    }

    /** Copies samples; what is no number, or absurdly large, becomes 0. */
    static void finite(float[] from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.abs(from[i]) <= MOST_SAMPLE ? from[i] : 0;
        }
    }

    static void round(double[] from, float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = (float) from[i];
        }
    }
}
