package io.millrace.benchmarks.spikes;

import io.millrace.kernels.spikes.DenseLayer;
import io.millrace.kernels.spikes.ElementLayer;
import io.millrace.kernels.spikes.NeuronLayer;
import io.millrace.kernels.spikes.SpikingNetwork;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/**
 * One step of a network of one fully connected layer and its leaky integrate-and-fire neurons, driven by random spikes of a
 * given activity: by events, and worked through densely. {@code snn_numpy.py} times the same step in numpy.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
public class SnnBenchmark {

    private static final int STEPS = 256;

    /** Inputs and neurons. */
    @Param({"256", "1024"})
    public int size;

    /** Part of the inputs that spike in a step. */
    @Param({"0.001", "0.01", "0.03", "0.1", "0.3", "1.0"})
    public double activity;

    private final float[][] inputs = new float[STEPS][];
    private SpikingNetwork network;
    private float[] out;
    private int step;

    @Setup
    public void make() {
        Random random = new Random(1);
        float[][] columns = new float[size][size];
        for (float[] column : columns) {
            for (int r = 0; r < size; r++) {
                column[r] = (float) (random.nextGaussian() / Math.sqrt(size));
            }
        }
        network = SpikingNetwork.builder()
                .add("in", ElementLayer.pass(size))
                .add("w", new DenseLayer(columns, null))
                .add(
                        "lif",
                        NeuronLayer.of(size).beta(0.9f).threshold(1).resetTo(0).build())
                .chain("in", "w", "lif")
                .build("in", "lif");
        for (int t = 0; t < STEPS; t++) {
            inputs[t] = new float[size];
            for (int c = 0; c < size; c++) {
                inputs[t][c] = random.nextDouble() < activity ? 1 : 0;
            }
        }
        out = new float[size];
    }

    @Benchmark
    public float[] byEvents() {
        network.setDense(false);
        network.step(inputs[step++ & STEPS - 1], out);
        return out;
    }

    @Benchmark
    public float[] dense() {
        network.setDense(true);
        network.step(inputs[step++ & STEPS - 1], out);
        return out;
    }
}
