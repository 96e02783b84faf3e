package io.millrace.kernels.spikes;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Stands in for channels that are masked or have dropped out, so that a decoder sees what it was trained on.
 *
 * <p>A channel has dropped out when it was 0 for more than {@code silentFrames} frames on end, and is back with its next
 * value. Until then its mean m follows its values: {@code m += (x - m) / min(n, meanFrames)} at the n-th. A masked channel is
 * given as 0, one that has dropped out as 0 or as its mean.
 */
public final class DropOuts implements KernelState {

    /** What stands for a channel that has dropped out. */
    public enum Fill {
        /** Zero. */
        ZERO,
        /** The mean of the channel before. */
        MEAN
    }

    private final boolean[] masked;
    private final int silentFrames;
    private final int meanFrames;
    private final Fill fill;
    private final int[] silent;
    private final int[] seen;
    private final float[] mean;
    private int out;

    /**
     * A watch over channels that are all there.
     *
     * @param masked of each channel, whether it is left out for good; copied
     * @param silentFrames longest run of zeros of a channel that works, 0 to never find a drop-out
     * @param fill what stands for a channel that has dropped out
     * @param meanFrames memory of the mean, frames, at least 1
     */
    public DropOuts(boolean[] masked, int silentFrames, Fill fill, int meanFrames) {
        this.masked = masked.clone();
        this.silentFrames = Require.inRange("silentFrames", silentFrames, 0, Integer.MAX_VALUE - 1);
        this.meanFrames = Require.inRange("meanFrames", meanFrames, 1, Integer.MAX_VALUE);
        this.fill = fill;
        this.silent = new int[masked.length];
        this.seen = new int[masked.length];
        this.mean = new float[masked.length];
    }

    /**
     * Takes a frame.
     *
     * @param in one value per channel, finite
     * @param result receives the values with their stand-ins; may be {@code in}
     */
    public void process(float[] in, float[] result) {
        out = 0;
        for (int c = 0; c < masked.length; c++) {
            float x = in[c];
            silent[c] = x != 0 ? 0 : Math.min(silent[c] + 1, silentFrames + 1);
            boolean gone = silentFrames > 0 && silent[c] > silentFrames;
            if (masked[c] || gone) {
                out++;
                result[c] = masked[c] || fill == Fill.ZERO ? 0 : mean[c];
                continue;
            }
            seen[c] = Math.min(seen[c] + 1, meanFrames);
            mean[c] += (x - mean[c]) / seen[c];
            result[c] = x;
        }
    }

    /**
     * Channels that stand-ins were given for in the last frame.
     *
     * @return masked ones and drop-outs
     */
    public int channelsOut() {
        return out;
    }

    @Override
    public long stateBytes() {
        return 3L * Integer.BYTES * masked.length;
    }

    @Override
    public void reset() {
        out = 0;
        Arrays.fill(silent, 0);
        Arrays.fill(seen, 0);
        Arrays.fill(mean, 0f);
    }

    @Override
    public void save(DataOutput to) throws IOException {
        for (int c = 0; c < masked.length; c++) {
            to.writeInt(silent[c]);
            to.writeInt(seen[c]);
        }
        StateIo.writeFloats(to, mean);
    }

    @Override
    public void load(DataInput from) throws IOException {
        for (int c = 0; c < masked.length; c++) {
            silent[c] = StateIo.readInt(from, "drop-outs.silent", 0, silentFrames + 1);
            seen[c] = StateIo.readInt(from, "drop-outs.seen", 0, meanFrames);
        }
        StateIo.readFloats(from, "drop-outs.mean", mean);
    }
}
