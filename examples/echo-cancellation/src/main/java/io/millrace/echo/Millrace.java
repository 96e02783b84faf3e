package io.millrace.echo;

import io.millrace.kernels.audio.aec.EchoCancellation;
import io.millrace.kernels.audio.aec.EchoCancellation.Algorithm;
import io.millrace.kernels.audio.aec.EchoCancellation.Settings;
import java.lang.management.ManagementFactory;

/** Millrace's own canceller as the operator runs it, its linear or its full output. */
final class Millrace implements Canceller {

    private static final int ROUNDS = 4;

    private final Algorithm algorithm;
    private final boolean linear;

    Millrace(Algorithm algorithm, boolean linear) {
        this.algorithm = algorithm;
        this.linear = linear;
    }

    @Override
    public String name() {
        return "millrace " + (algorithm == Algorithm.KALMAN ? "kalman" : "mdf") + (linear ? ", linear only" : "");
    }

    /** Runs several times and counts the quickest: the first rounds are interpreted. */
    @Override
    public Output cancel(Recording recording) {
        Output best = once(recording);
        for (int round = 1; round < ROUNDS; round++) {
            Output next = once(recording);
            best = next.seconds < best.seconds ? next : best;
        }
        return best;
    }

    Output once(Recording recording) {
        EchoCancellation canceller = new EchoCancellation(Settings.of(algorithm, Recording.RATE_HZ));
        int block = canceller.blockSamples();
        float[] out = new float[recording.mic.length];
        float[] mic = new float[block];
        float[] far = new float[block];
        float[] left = new float[block];
        float[] echo = new float[block];
        float[] clean = new float[block];
        long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int start = 0; start + block <= out.length; start += block) {
            System.arraycopy(recording.mic, start, mic, 0, block);
            System.arraycopy(recording.far, start, far, 0, block);
            canceller.process(mic, far, left, echo, clean);
            if (start > 0) {
                System.arraycopy(linear ? left : clean, 0, out, start - block, block);
            }
        }
        long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
        return new Output(out, nanos / 1e9);
    }
}
