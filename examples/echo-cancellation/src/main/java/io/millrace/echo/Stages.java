package io.millrace.echo;

import io.millrace.kernels.audio.aec.DelayEstimator;
import io.millrace.kernels.audio.aec.EchoFilter;
import io.millrace.kernels.audio.aec.KalmanFilter;
import io.millrace.kernels.audio.aec.MdfFilter;
import io.millrace.kernels.audio.aec.PostFilter;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** What the parts of Millrace's canceller cost, each alone on the same recording. */
final class Stages {

    private static final int BLOCK = 128;
    private static final int PARTITIONS = 16;
    private static final int ROUNDS = 4;

    private final Recording recording;
    private final PrintStream out;
    private final double[] mic = new double[BLOCK];
    private final double[] far = new double[BLOCK];
    private final double[] error = new double[BLOCK];
    private final double[] echo = new double[BLOCK];

    Stages(Recording recording, PrintStream out) {
        this.recording = recording;
        this.out = out;
    }

    void print() {
        int rate = Recording.RATE_HZ;
        DelayEstimator estimator = new DelayEstimator(rate / 2, rate);
        measure("delay, 500 ms searched", () -> estimator.push(mic, far));
        EchoFilter kalman = new KalmanFilter(BLOCK, PARTITIONS, 0.999, 0.5);
        measure("kalman filter, 2048 taps", () -> kalman.process(far, mic, true, error, echo));
        EchoFilter mdf = new MdfFilter(BLOCK, PARTITIONS, rate);
        measure("mdf filter, 2048 taps", () -> mdf.process(far, mic, true, error, echo));
        PostFilter post = new PostFilter(rate, BLOCK, 50, 10);
        measure("echo and noise suppression", () -> post.process(mic, far, far, error));
    }

    private void measure(String name, Runnable stage) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            for (int start = 0; start + BLOCK <= recording.mic.length; start += BLOCK) {
                for (int i = 0; i < BLOCK; i++) {
                    mic[i] = recording.mic[start + i];
                    far[i] = recording.far[start + i];
                }
                stage.run();
            }
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun);
        }
        out.printf(Locale.ROOT, "%-28s  %.4f%n", name, best / 1e9 / recording.seconds());
    }
}
