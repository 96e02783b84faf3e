package io.millrace.kernels.delta;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent layer over the steps of a frame, forward, backward or both. A frame of one step with a state that comes back
 * in the next is the usual streaming form; a frame of many steps is a window, within which each step is compared with
 * the one before. If neither the input nor the initial state changed, nothing is computed.
 */
public final class DeltaRecurrent implements DeltaLayer {

    /**
     * The signals of a layer, batch of one.
     *
     * @param x input, [steps, inputs] row-major
     * @param h initial hidden state, [directions, hidden], or null for zeros
     * @param c initial cell state, or null for zeros
     * @param y hidden states of every step, [steps, directions, hidden], or null
     * @param lastH last hidden state, [directions, hidden], or null
     * @param lastC last cell state, or null
     */
    public record Wires(
            DeltaSignal x,
            @Nullable DeltaSignal h,
            @Nullable DeltaSignal c,
            @Nullable DeltaSignal y,
            @Nullable DeltaSignal lastH,
            @Nullable DeltaSignal lastC) {}

    private final List<DeltaCell> cells;
    private final boolean backward;
    private final Wires wires;
    private final int steps;
    private final int inputs;
    private final int hidden;
    private final float[] x;
    private final float[] state;
    private final float[][] h;
    private final float[][] c;
    private final float[][] y;
    private final float[][] lastH;
    private final float[][] lastC;
    private float threshold;

    /**
     * A layer.
     *
     * @param cells one a direction: forward first
     * @param backward whether the only or first direction runs from the last step to the first
     * @param inputs inputs of a step
     * @param wires its signals
     */
    public DeltaRecurrent(List<DeltaCell> cells, boolean backward, int inputs, Wires wires) {
        this.cells = List.copyOf(cells);
        this.backward = backward;
        this.wires = wires;
        this.inputs = inputs;
        this.steps = wires.x().size() / inputs;
        this.hidden = cells.get(0).hidden();
        int directions = cells.size();
        this.x = new float[wires.x().size()];
        this.state = new float[directions * hidden];
        this.h = new float[directions][hidden];
        this.c = new float[directions][hidden];
        this.y = new float[1][steps * directions * hidden];
        this.lastH = new float[1][directions * hidden];
        this.lastC = new float[1][directions * hidden];
    }

    /**
     * Sets what is held back of the hidden state, and of the input between the steps of a frame.
     *
     * @param value largest difference that is held back, 0 or more
     */
    public void threshold(float value) {
        threshold = value;
    }

    /**
     * Sets from where on the sums of a step are made anew instead of changed.
     *
     * @param share of the elements of the input, or of the hidden state, that changed, 0..1
     */
    public void crossover(float share) {
        cells.forEach(cell -> cell.crossover(share));
    }

    /**
     * Whether something that the layer reads changed.
     *
     * @return false if its next step costs nothing
     */
    public boolean isChanged() {
        return !(unchanged(wires.x()) && unchanged(wires.h()) && unchanged(wires.c()));
    }

    @Override
    public long step() {
        if (!isChanged()) {
            clear(wires.y());
            clear(wires.lastH());
            clear(wires.lastC());
            return 0;
        }
        // With one step a frame the input has passed its gate already.
        return run(steps == 1 ? 0 : threshold, threshold);
    }

    @Override
    public long recompute() {
        cells.forEach(DeltaCell::reset);
        return run(0, 0);
    }

    private long run(float inputThreshold, float hiddenThreshold) {
        wires.x().read(x);
        load(wires.h(), h);
        load(wires.c(), c);
        long macs = 0;
        for (int d = 0; d < cells.size(); d++) {
            DeltaCell cell = cells.get(d);
            cell.thresholds(inputThreshold, hiddenThreshold);
            boolean reverse = backward ^ (d == 1);
            for (int i = 0; i < steps; i++) {
                int t = reverse ? steps - 1 - i : i;
                macs += cell.step(x, t * inputs, h[d], c[d]);
                System.arraycopy(h[d], 0, y[0], (t * cells.size() + d) * hidden, hidden);
            }
            System.arraycopy(h[d], 0, lastH[0], d * hidden, hidden);
            System.arraycopy(c[d], 0, lastC[0], d * hidden, hidden);
        }
        replace(wires.y(), y);
        replace(wires.lastH(), lastH);
        replace(wires.lastC(), lastC);
        return macs;
    }

    private void load(@Nullable DeltaSignal from, float[][] to) {
        if (from == null) {
            java.util.Arrays.fill(state, 0f);
        } else {
            from.read(state);
        }
        for (int d = 0; d < to.length; d++) {
            System.arraycopy(state, d * hidden, to[d], 0, hidden);
        }
    }

    private static boolean unchanged(@Nullable DeltaSignal signal) {
        return signal == null || signal.count() == 0;
    }

    private static void clear(@Nullable DeltaSignal signal) {
        if (signal != null) {
            signal.clear();
        }
    }

    private static void replace(@Nullable DeltaSignal signal, float[][] values) {
        if (signal != null) {
            signal.clear();
            signal.replace(values);
        }
    }

    @Override
    public long denseMacs() {
        return steps * cells.stream().mapToLong(DeltaCell::denseMacs).sum();
    }

    @Override
    public long stateBytes() {
        return cells.stream().mapToLong(DeltaCell::stateBytes).sum();
    }

    @Override
    public void reset() {
        cells.forEach(DeltaCell::reset);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        for (DeltaCell cell : cells) {
            cell.save(out);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        for (DeltaCell cell : cells) {
            cell.load(in);
        }
    }
}
