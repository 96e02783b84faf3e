package io.millrace.benchmarks.audio;

import io.millrace.kernels.fft.RealFft;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jtransforms.fft.DoubleFFT_1D;
import org.jtransforms.fft.FloatFFT_1D;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A real transform, ours beside JTransforms in double and in float; theirs works in place and gets a copy, as ours does. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(2)
public class FftBenchmark {

    @Param({"256", "512", "1024", "320", "513"})
    private int length;

    private double[] samples;
    private float[] floats;
    private double[] re;
    private double[] im;
    private double[] work;
    private float[] floatWork;
    private RealFft ours;
    private DoubleFFT_1D theirs;
    private FloatFFT_1D theirsInFloat;

    @Setup
    public void fill() {
        Random random = new Random(1);
        ours = new RealFft(length);
        theirs = new DoubleFFT_1D(length);
        theirsInFloat = new FloatFFT_1D(length);
        samples = random.doubles(length).toArray();
        floats = new float[length];
        for (int i = 0; i < length; i++) {
            floats[i] = (float) samples[i];
        }
        re = new double[ours.bins()];
        im = new double[ours.bins()];
        work = new double[length];
        floatWork = new float[length];
    }

    @Benchmark
    public double[] millrace() {
        ours.forward(samples, re, im);
        return re;
    }

    @Benchmark
    public double[] jtransforms() {
        System.arraycopy(samples, 0, work, 0, length);
        theirs.realForward(work);
        return work;
    }

    @Benchmark
    public float[] jtransformsInFloat() {
        System.arraycopy(floats, 0, floatWork, 0, length);
        theirsInFloat.realForward(floatWork);
        return floatWork;
    }
}
