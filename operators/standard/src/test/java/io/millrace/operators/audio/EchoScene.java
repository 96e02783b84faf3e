package io.millrace.operators.audio;

import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Shape;
import io.millrace.api.frame.Tensor;
import io.millrace.testkit.Frames;
import io.millrace.testkit.Signals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A far end and what a microphone hears of it, cut into frames that arrive in turns, the far end first. */
final class EchoScene {

    static final int RATE_HZ = 8000;
    private static final int DELAY = 90;

    final float[] far;
    final float[] mic;

    EchoScene(int samples, long seed) {
        far = Signals.noise(samples, 0.2, seed);
        for (int i = 0; i < samples; i++) {
            far[i] *= (float) Math.max(0.05, Math.sin(2 * Math.PI * 3 * i / RATE_HZ));
        }
        float[] noise = Signals.noise(samples, 1e-4, seed + 1);
        mic = new float[samples];
        for (int i = 0; i < samples; i++) {
            float first = i >= DELAY ? far[i - DELAY] : 0;
            float second = i >= DELAY + 17 ? far[i - DELAY - 17] : 0;
            mic[i] = 0.5f * first - 0.2f * second + noise[i];
        }
    }

    /** One frame of a signal: its time is that of its first sample. */
    static Frame frame(float[] signal, int samples, long index, long sequence) {
        int from = (int) (index * samples);
        float[] block = Arrays.copyOfRange(signal, from, from + samples);
        Frame frame = Frames.of(index, (double) RATE_HZ / samples, Tensor.of(Shape.of(1, samples), block));
        return frame.withSequence(sequence);
    }

    /** All frames, far end (input 1) and microphone (input 0) in turns. */
    List<Frame> turns(int samples) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; (i + 1) * samples <= far.length; i++) {
            frames.add(frame(far, samples, i, 2L * i));
            frames.add(frame(mic, samples, i, 2L * i + 1));
        }
        return frames;
    }

    static int input(long sequence) {
        return sequence % 2 == 0 ? 1 : 0;
    }
}
