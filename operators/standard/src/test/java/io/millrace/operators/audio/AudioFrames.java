package io.millrace.operators.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Audio as frames, and back. */
final class AudioFrames {

    static final double RATE_HZ = 16_000;

    private AudioFrames() {}

    /** A block of noise. */
    static Frame noise(int channels, int samples, long sequence, Random random) {
        float[] block = new float[channels * samples];
        for (int i = 0; i < block.length; i++) {
            block[i] = (float) (0.2 * random.nextGaussian());
        }
        return block(channels, samples, sequence, block);
    }

    static Frame block(int channels, int samples, long sequence, float[] values) {
        return Frames.of(sequence, RATE_HZ / samples, Tensor.of(Shape.of(channels, samples), values));
    }

    /** One channel cut into blocks; what fills no block is left out. */
    static List<Frame> blocks(float[] signal, int samples) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i + samples <= signal.length; i += samples) {
            frames.add(block(1, samples, frames.size(), java.util.Arrays.copyOfRange(signal, i, i + samples)));
        }
        return frames;
    }

    /** Everything an operator makes of a stream, one operator after the other. */
    static List<Frame> through(List<Frame> frames, OperatorHarness<?>... chain) {
        List<Frame> stream = frames;
        for (OperatorHarness<?> harness : chain) {
            try (OperatorRun run = harness.open()) {
                stream = List.copyOf(run.feed(stream).flush().emitted());
            }
        }
        return stream;
    }

    /** The samples of a channel, one block after the other. */
    static float[] samples(List<Frame> frames, int channel) {
        if (frames.isEmpty()) {
            return new float[0];
        }
        int length = frames.get(0).tensor().shape().extent(1);
        float[] out = new float[length * frames.size()];
        for (int i = 0; i < frames.size(); i++) {
            System.arraycopy(frames.get(i).tensor().floats(), channel * length, out, i * length, length);
        }
        return out;
    }
}
