package io.millrace.kernels.spikes;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Neurons and what joins them, computed step by step.
 *
 * <p>In one step a signal passes through the whole graph, layer after layer; only where a cycle has to be broken does an
 * edge carry the signal of the step before ({@link Schedule} says where). Layers with weights work through the elements
 * that are not zero, so the work is in proportion to the spikes; neurons are all computed in every step. Worked
 * through densely, the result is the same.
 *
 * <p>Nothing is allocated after the construction.
 */
public final class SpikingNetwork implements KernelState {

    /** What feeds a layer. */
    private record Source(Signal signal, Signal before, boolean delayed) {

        Signal now() {
            return delayed ? before : signal;
        }
    }

    private final List<Layer> layers;
    private final int[] order;
    private final int input;
    private final Signal[] signals;
    private final @Nullable Signal[] before;
    private final Source[][] sources;
    private final Signal[] sums;
    private final Signal fed;
    private final float[] result;
    private final Signal resultSignal;
    private final NetworkMetrics metrics;
    private boolean dense;

    SpikingNetwork(List<Layer> layers, int[] from, int[] to, int input, int output) {
        Schedule schedule = new Schedule(layers, from, to);
        int n = layers.size();
        this.layers = layers;
        this.order = schedule.order();
        this.input = input;
        this.signals = new Signal[n];
        this.before = new Signal[n];
        this.sources = new Source[n][];
        this.sums = new Signal[n];
        Arrays.setAll(signals, i -> new Signal(layers.get(i).outputs()));
        for (int e = 0; e < from.length; e++) {
            if (schedule.isDelayed(e) && before[from[e]] == null) {
                before[from[e]] = new Signal(layers.get(from[e]).outputs());
            }
        }
        for (int i = 0; i < n; i++) {
            int node = i;
            sources[i] = IntStream.range(0, from.length)
                    .filter(e -> to[e] == node)
                    .mapToObj(e -> source(from[e], schedule.isDelayed(e)))
                    .toArray(Source[]::new);
            sums[i] = new Signal(sources[i].length > 1 ? layers.get(i).inputs() : 0);
        }
        this.fed = new Signal(layers.get(input).inputs());
        this.resultSignal = signals[output];
        this.result = resultSignal.values();
        this.metrics = new NetworkMetrics(layers, this);
    }

    private Source source(int from, boolean delayed) {
        Signal past = before[from];
        return new Source(signals[from], past == null ? signals[from] : past, delayed);
    }

    /**
     * Describes a network.
     *
     * @return a builder without layers
     */
    public static SpikingNetworkBuilder builder() {
        return new SpikingNetworkBuilder();
    }

    /**
     * Elements of the input.
     *
     * @return at least 1
     */
    public int inputs() {
        return fed.values().length;
    }

    /**
     * Elements of the output.
     *
     * @return at least 1
     */
    public int outputs() {
        return result.length;
    }

    /**
     * Whether to work through every element. The result is the same.
     *
     * @param everything true for the dense oracle
     */
    public void setDense(boolean everything) {
        dense = everything;
    }

    /**
     * What it does and costs, in NeuroBench's terms.
     *
     * @return the metrics, always the same object
     */
    public NetworkMetrics metrics() {
        return metrics;
    }

    /**
     * Computes one step.
     *
     * @param in one value per input element, finite
     * @param out receives one value per output element
     */
    public void step(float[] in, float[] out) {
        for (int i = 0; i < signals.length; i++) {
            Signal past = before[i];
            if (past != null) {
                System.arraycopy(signals[i].values(), 0, past.values(), 0, past.values().length);
                past.changed();
            }
        }
        System.arraycopy(in, 0, fed.values(), 0, fed.values().length);
        fed.changed();
        metrics.begin();
        for (int node : order) {
            Layer layer = layers.get(node);
            Signal arrives = node == input ? fed : arriving(node);
            layer.step(arrives, signals[node], dense);
            signals[node].changed();
            metrics.count(layer, arrives, signals[node]);
        }
        System.arraycopy(result, 0, out, 0, result.length);
    }

    private Signal arriving(int node) {
        Source[] from = sources[node];
        if (from.length == 1) {
            return from[0].now();
        }
        float[] sum = sums[node].values();
        System.arraycopy(from[0].now().values(), 0, sum, 0, sum.length);
        for (int s = 1; s < from.length; s++) {
            add(sum, from[s].now().values());
        }
        sums[node].changed();
        return sums[node];
    }

    private static void add(float[] sum, float[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    @Override
    public long stateBytes() {
        long bytes = 0;
        for (int i = 0; i < signals.length; i++) {
            bytes += layers.get(i).stateBytes();
            bytes += before[i] == null ? 0 : (long) Float.BYTES * signals[i].values().length;
        }
        return bytes;
    }

    @Override
    public void reset() {
        layers.forEach(Layer::reset);
        for (Signal signal : signals) {
            Arrays.fill(signal.values(), 0f);
            signal.changed();
        }
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (int i = 0; i < signals.length; i++) {
            layers.get(i).save(out);
            if (before[i] != null) {
                StateIo.writeFloats(out, signals[i].values());
            }
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        for (int i = 0; i < signals.length; i++) {
            layers.get(i).load(in);
            if (before[i] != null) {
                StateIo.readFloats(in, "network.signal", signals[i].values());
                signals[i].changed();
            }
        }
    }
}
