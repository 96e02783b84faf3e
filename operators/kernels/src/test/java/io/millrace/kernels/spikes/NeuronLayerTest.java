package io.millrace.kernels.spikes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.kernels.Arrays2;
import io.millrace.kernels.KernelChecks;
import io.millrace.testkit.Golden;
import io.millrace.testkit.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeuronLayerTest {

    private static final float DT = 1e-4f;
    private static final float TAU = 2.5e-3f;

    private final Golden golden = Golden.resource(getClass(), "/golden/neurons.txt");

    /** 1e-6: the reference is float64, the membranes are below 1, and float32 has 24 bits. Spikes are equal. */
    @Test
    void equalsTheNirReferenceOfCubaLif() {
        NeuronLayer layer = cuba(Synapse.DRIVES_BEFORE_UPDATE)
                .reset(Reset.SUBTRACT, ResetTiming.SAME_STEP)
                .build();
        compare(layer, golden, "x", "nir");
    }

    @Test
    void equalsNorse() {
        NeuronLayer layer =
                cuba(Synapse.JUMPS).resetTo(golden.floats("v_reset")).build();
        compare(layer, golden, "x", "norse");
    }

    private NeuronLayerBuilder cuba(Synapse synapse) {
        float[] tauMem = golden.floats("tau_mem");
        float[] tauSyn = golden.floats("tau_syn");
        float[] k = map(tauMem, t -> DT / t);
        return NeuronLayer.of(4)
                .synapse(
                        synapse, map(tauSyn, t -> 1 - DT / t), product(map(tauSyn, t -> DT / t), golden.floats("w_in")))
                .membrane(
                        map(tauMem, t -> 1 - DT / t),
                        product(k, golden.floats("r")),
                        product(k, golden.floats("v_leak")))
                .threshold(golden.floats("v_threshold"));
    }

    @Test
    void equalsSnnTorchInEveryMode() {
        Golden torch = Golden.resource(getClass(), "/golden/neurons-snntorch.txt");
        for (Reset reset : List.of(Reset.SUBTRACT, Reset.ZERO, Reset.NONE)) {
            for (boolean delay : new boolean[] {true, false}) {
                for (boolean synaptic : new boolean[] {true, false}) {
                    NeuronLayerBuilder layer = NeuronLayer.of(3)
                            .beta(0.85f)
                            .threshold(1)
                            .reset(reset, delay ? ResetTiming.NEXT_STEP : ResetTiming.SNNTORCH_SAME_STEP);
                    if (synaptic) {
                        layer.synapse(Synapse.DRIVES_AFTER_UPDATE, new float[] {0.6f}, new float[] {1});
                    }
                    String name = reset.name().toLowerCase(java.util.Locale.ROOT)
                            + (delay ? "_delay" : "_now")
                            + (synaptic ? "_synaptic" : "_leaky");
                    // Membranes that are never reset reach 15: float32 has 1e-6 of that.
                    compare(layer.build(), torch, "x", name, reset == Reset.NONE ? 2e-5f : 2e-6f);
                }
            }
        }
    }

    private static void compare(NeuronLayer layer, Golden golden, String x, String name) {
        compare(layer, golden, x, name, 1e-6f);
    }

    private static void compare(NeuronLayer layer, Golden golden, String x, String name, float tolerance) {
        float[][] in = golden.floatRows(x);
        float[][] spikes = golden.floatRows(name + "_spikes");
        float[][] v = golden.floatRows(name + "_v");
        float[] out = new float[layer.neurons()];
        for (int t = 0; t < in.length; t++) {
            layer.step(in[t], out);
            assertThat(out).as("%s, step %d", name, t).containsExactly(spikes[t]);
            assertThat(layer.membrane()).as("%s, step %d", name, t).containsExactly(v[t], within(tolerance));
        }
    }

    /**
     * One neuron of 2.5 ms under 34 events, as eight simulators see it: each discretisation in turn fires in the same
     * steps, and its membrane is that of the trace up to a constant scale. 1e-6 of a membrane of at most 1, in float32.
     */
    @Test
    void equalsTheTracesOfTheOtherSimulators() throws IOException {
        float euler = 1 - DT / TAU;
        float exact = (float) Math.exp(-DT / TAU);
        compareTrace("norse", lif(euler, DT / TAU, Reset.ZERO), 460, 510, 710, 760);
        compareTrace("spinnaker2", lif(euler, DT / TAU, Reset.ZERO), 460, 510, 710, 760);
        compareTrace("nengo", lif(exact, 1 - exact, Reset.ZERO), 460, 510, 710, 760);
        compareTrace("sinabs", lif(exact, DT / TAU, Reset.SUBTRACT), 450, 500, 710, 760);
        compareTrace("rockpool", lif(exact, DT / TAU, Reset.SUBTRACT), 450, 500, 710, 760);
    }

    private static NeuronLayer lif(float beta, float gain, Reset reset) {
        return NeuronLayer.of(1)
                .membrane(new float[] {beta}, new float[] {gain}, new float[] {0})
                .threshold(0.1f)
                .reset(reset, ResetTiming.SAME_STEP)
                .build();
    }

    /** Not a bit apart: the same operations in the same order in float32. */
    @Test
    void equalsTheTraceOfSnnTorchToTheBit() throws IOException {
        NeuronLayer layer = NeuronLayer.of(1)
                .beta(0.96f)
                .threshold(2.5f)
                .reset(Reset.ZERO, ResetTiming.SNNTORCH_SAME_STEP)
                .build();
        double[][] trace = trace("lif_snntorch.csv");
        float[] out = new float[1];
        for (int t = 0; t < trace.length; t++) {
            layer.step(new float[] {(float) trace[t][0]}, out);
            assertThat((double) out[0]).as("step %d", t).isEqualTo(trace[t][2]);
            assertThat(layer.membrane()[0]).as("step %d", t).isEqualTo((float) trace[t][1]);
        }
    }

    /** The exact solution fires in the steps of forward Euler; Spyx stamps each of them one step later. */
    @Test
    void firesWhenTheExactSolutionDoes() throws IOException {
        assertThat(spikes(trace("lif_exact.csv"))).containsExactly(460, 510, 710, 760);
        assertThat(spikes(trace("lif_spyx.csv"))).containsExactly(461, 511, 711, 761);
    }

    private static List<Integer> spikes(double[][] trace) {
        List<Integer> steps = new ArrayList<>();
        for (int t = 0; t < trace.length; t++) {
            if (trace[t][2] != 0) {
                steps.add(t);
            }
        }
        return steps;
    }

    private static void compareTrace(String simulator, NeuronLayer layer, Integer... fires) throws IOException {
        double[][] events = trace("lif_norse.csv");
        double[][] trace = trace("lif_" + simulator + ".csv");
        assertThat(spikes(trace)).as(simulator).containsExactly(fires);
        double[] own = new double[events.length];
        float[] out = new float[1];
        for (int t = 0; t < events.length; t++) {
            layer.step(new float[] {(float) events[t][0]}, out);
            assertThat(out[0] != 0).as("%s, step %d", simulator, t).isEqualTo(trace[t][2] != 0);
            own[t] = layer.membrane()[0];
        }
        double highest = Arrays.stream(own).max().orElseThrow();
        double highestThere = Arrays.stream(trace).mapToDouble(r -> r[1]).max().orElseThrow();
        for (int t = 0; t < own.length; t++) {
            assertThat(own[t] / highest)
                    .as("%s, step %d", simulator, t)
                    .isCloseTo(trace[t][1] / highestThere, within(1e-6));
        }
        if (simulator.equals("norse")) { // whose scale is ours
            assertThat(highest).isCloseTo(highestThere, within(1e-7));
        }
    }

    private static double[][] trace(String file) throws IOException {
        return Files.readAllLines(TestData.require("snn-lif-golden").resolve(file)).stream()
                .map(line -> Arrays.stream(line.split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }

    @Test
    void neuronsDoNotMeet() {
        Random random = new Random(31);
        for (int n : Arrays2.AWKWARD_SIZES) {
            NeuronLayer all =
                    NeuronLayer.of(n).beta(0.9f).threshold(1).resetTo(-0.25f).build();
            NeuronLayer last =
                    NeuronLayer.of(1).beta(0.9f).threshold(1).resetTo(-0.25f).build();
            float[] out = new float[n];
            float[] single = new float[1];
            for (int t = 0; t < 60; t++) {
                float[] in = Arrays2.gaussianFloats(random, n);
                all.step(in, out);
                last.step(new float[] {in[n - 1]}, single);
                assertThat(out[n - 1]).as("seed=31 neurons=%d step=%d", n, t).isEqualTo(single[0]);
                assertThat(all.membrane()[n - 1]).isEqualTo(last.membrane()[0]);
            }
        }
    }

    @Test
    void firesAboveItsThresholdAndNotAtIt() {
        NeuronLayer layer = NeuronLayer.of(3).threshold(1).build();
        float[] out = new float[3];
        layer.step(new float[] {1, Math.nextUp(1f), Math.nextDown(1f)}, out);
        assertThat(out).containsExactly(0, 1, 0);
    }

    @Test
    void continuesExactlyFromASavedState() throws IOException {
        float[][] x = golden.floatRows("x");
        for (Synapse synapse : List.of(Synapse.JUMPS, Synapse.DRIVES_AFTER_UPDATE, Synapse.DRIVES_BEFORE_UPDATE)) {
            for (ResetTiming timing : ResetTiming.values()) {
                KernelChecks.continuesExactly(
                        60, () -> cuba(synapse).reset(Reset.SUBTRACT, timing).build(), (layer, i) -> {
                            float[] out = new float[4];
                            layer.step(x[i], out);
                            return Arrays.toString(out) + Arrays.toString(layer.membrane());
                        });
            }
        }
    }

    @Test
    void allocatesNothing() {
        NeuronLayer layer = cuba(Synapse.JUMPS).resetTo(0).build();
        float[] in = {1, 0, 0, 1};
        float[] out = new float[4];
        KernelChecks.allocatesNothing(() -> layer.step(in, out));
    }

    @Test
    void refusesParametersThatDoNotFit() {
        assertThatThrownBy(() -> NeuronLayer.of(3).beta(0.5f, 0.4f))
                .hasMessage("parameters do not fit the neurons: beta.length=2, neurons=3 (expected 1 or 3)");
        assertThatThrownBy(() -> NeuronLayer.of(2).threshold(1, Float.NaN))
                .hasMessage("parameter is not finite: threshold[1]=NaN (expected a finite number)");
    }

    private interface Change {
        float of(float value);
    }

    private static float[] map(float[] values, Change change) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = change.of(values[i]);
        }
        return out;
    }

    private static float[] product(float[] a, float[] b) {
        float[] out = new float[a.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = a[i] * b[i];
        }
        return out;
    }
}
