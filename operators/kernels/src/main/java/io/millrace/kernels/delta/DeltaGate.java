package io.millrace.kernels.delta;

import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Lets through what changed by more than a threshold: the way into a delta network.
 *
 * <p>A position is let through if any of its channels differs from what was last let through by more than the threshold:
 * {@code |x - held| > threshold}. With hysteresis, a position that was let through in the frame before goes on being let
 * through while it differs by more than the lower {@code release}: a slow movement is followed once it began, noise does
 * not begin it. What is held back is not lost: it counts towards the next comparison.
 *
 * <p>Its state includes the signal.
 */
public final class DeltaGate implements KernelState {

    private final DeltaSignal out;
    private float threshold;
    private final float release;
    private final boolean[] awake;

    /**
     * A gate with one threshold.
     *
     * @param out receives what is let through
     * @param threshold largest difference that is held back, in units of the input, 0 or more
     */
    public DeltaGate(DeltaSignal out, float threshold) {
        this(out, threshold, threshold);
    }

    /**
     * A gate with hysteresis.
     *
     * @param out receives what is let through
     * @param threshold difference above which a position wakes, 0 or more
     * @param release difference above which it stays awake, 0..threshold
     */
    public DeltaGate(DeltaSignal out, float threshold, float release) {
        if (!(threshold >= 0 && release >= 0 && release <= threshold)) {
            throw new IllegalArgumentException("argument out of range: threshold=" + threshold + ", release=" + release
                    + " (expected 0 <= release <= threshold)");
        }
        this.out = out;
        this.threshold = threshold;
        this.release = release;
        this.awake = new boolean[release < threshold ? out.positions() : 0];
    }

    /**
     * Sets another threshold, for a gate without hysteresis.
     *
     * @param value largest difference that is held back, 0 or more
     */
    public void threshold(float value) {
        threshold = value;
    }

    /**
     * What was let through.
     *
     * @return the signal it was made with
     */
    public DeltaSignal held() {
        return out;
    }

    /**
     * Compares a frame with what was last let through.
     *
     * @param frame elements, row-major, as many as the signal has
     */
    public void step(float[] frame) {
        out.clear();
        if (awake.length > 0) {
            wakeAndSleep(frame);
        } else if (out.channels() == 1) {
            vector(frame);
        } else {
            planes(frame);
        }
    }

    /**
     * Lets everything through that differs at all.
     *
     * @param frame elements, row-major
     */
    public void keyframe(float[] frame) {
        out.clear();
        float[][] now = out.now();
        int positions = out.positions();
        for (int c = 0; c < out.channels(); c++) {
            float[] plane = now[c];
            int base = c * positions;
            for (int p = 0; p < positions; p++) {
                if (Float.floatToRawIntBits(plane[p]) != Float.floatToRawIntBits(frame[base + p])) {
                    out.put(c, p, frame[base + p]);
                    out.mark(p);
                }
            }
        }
        out.collect();
    }

    private void vector(float[] frame) {
        float[] held = out.now()[0];
        float[] delta = out.delta()[0];
        int[] active = out.active();
        int n = 0;
        int limit = Changes.limit(threshold);
        int positions = out.positions();
        for (int p = 0; p < positions; p++) {
            active[n] = p;
            n += Changes.above(frame[p] - held[p], limit);
        }
        out.count(n);
        for (int i = 0; i < n; i++) {
            int p = active[i];
            delta[p] = frame[p] - held[p];
            held[p] = frame[p];
        }
    }

    private void planes(float[] frame) {
        int positions = out.positions();
        for (int c = 0; c < out.channels(); c++) {
            float[] held = out.now()[c];
            int base = c * positions;
            for (int p = 0; p < positions; p++) {
                if (!(Math.abs(frame[base + p] - held[p]) <= threshold)) {
                    out.mark(p);
                }
            }
        }
        out.collect();
        take(frame);
    }

    private void wakeAndSleep(float[] frame) {
        int positions = out.positions();
        for (int p = 0; p < positions; p++) {
            float limit = awake[p] ? release : threshold;
            boolean changed = false;
            for (int c = 0; c < out.channels(); c++) {
                changed |= !(Math.abs(frame[c * positions + p] - out.now()[c][p]) <= limit);
            }
            awake[p] = changed;
            if (changed) {
                out.append(p);
            }
        }
        take(frame);
    }

    private void take(float[] frame) {
        int positions = out.positions();
        for (int c = 0; c < out.channels(); c++) {
            for (int i = 0; i < out.count(); i++) {
                int p = out.active()[i];
                out.put(c, p, frame[c * positions + p]);
            }
        }
    }

    @Override
    public long stateBytes() {
        return out.stateBytes() + awake.length;
    }

    @Override
    public void reset() {
        out.reset();
        Arrays.fill(awake, false);
    }

    @Override
    public void save(DataOutput to) throws IOException {
        out.save(to);
        for (boolean flag : awake) {
            to.writeBoolean(flag);
        }
    }

    @Override
    public void load(DataInput from) throws IOException {
        out.load(from);
        for (int p = 0; p < awake.length; p++) {
            awake[p] = from.readBoolean();
        }
    }
}
