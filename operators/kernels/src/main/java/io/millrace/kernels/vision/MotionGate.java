package io.millrace.kernels.vision;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Tells whether and where something moves: a square moves when its mean brightness differs from that of its past by more than
 * a threshold, and goes on moving while it differs by more than a lower one; a picture moves when enough squares do, and for some
 * pictures after.
 *
 * <p>The past of a square is the exponential mean of its brightness, past += (mean - past) / memory; with a memory of 1 it is
 * the picture before.
 */
public final class MotionGate implements KernelState {

    private final BlockMeans blocks;
    private final float threshold;
    private final float release;
    private final int fewest;
    private final int holdPictures;
    private final int keyframeEvery;
    private final float gain;
    private final float[] past;
    private final boolean[] moving;
    private int sinceKeyframe;
    private int held;
    private int movingCount;
    private int firstColumn;
    private int firstRow;
    private int lastColumn;
    private int lastRow;

    /**
     * A gate whose first picture passes.
     *
     * @param blocks means of the squares, owned by the gate from now on
     * @param threshold difference above which a square moves, levels of 0..255
     * @param release difference above which it goes on moving, 0..threshold
     * @param fewest how many squares have to move, at least 1
     * @param holdPictures how many pictures pass after the last that moved, 0 or more
     * @param keyframeEvery every which picture passes in any case, 0 for none but the first
     * @param memory over how many pictures the past reaches, at least 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public MotionGate(
            BlockMeans blocks,
            float threshold,
            float release,
            int fewest,
            int holdPictures,
            int keyframeEvery,
            double memory) {
        this.blocks = blocks;
        this.threshold = threshold;
        this.release = release;
        this.fewest = Require.inRange("fewest", fewest, 1, Integer.MAX_VALUE);
        this.holdPictures = Require.inRange("holdPictures", holdPictures, 0, Integer.MAX_VALUE);
        this.keyframeEvery = Require.inRange("keyframeEvery", keyframeEvery, 0, Integer.MAX_VALUE);
        this.gain = (float) (1 / Math.max(1, Require.positive("memory", memory)));
        this.past = new float[blocks.count()];
        this.moving = new boolean[blocks.count()];
        reset();
    }

    /**
     * Takes a picture.
     *
     * @param picture rows of pixels, as the squares take them
     * @return whether it passes
     */
    public boolean process(byte[] picture) {
        float[] means = blocks.of(picture);
        boolean keyframe = sinceKeyframe == 0;
        boolean first = keyframe && held < 0;
        sinceKeyframe = keyframeEvery > 0 && sinceKeyframe + 1 >= keyframeEvery ? 0 : Math.max(1, sinceKeyframe + 1);
        if (first) {
            System.arraycopy(means, 0, past, 0, past.length);
            held = 0;
            return true;
        }
        compare(means);
        if (movingCount >= fewest) {
            bound();
            held = holdPictures;
            return true;
        }
        boolean holds = held > 0;
        held -= holds ? 1 : 0;
        return holds || keyframe;
    }

    private void compare(float[] means) {
        int count = 0;
        for (int b = 0; b < past.length; b++) {
            float change = means[b] - past[b];
            boolean moves = Math.abs(change) > (moving[b] ? release : threshold);
            moving[b] = moves;
            count += moves ? 1 : 0;
            past[b] += gain * change;
        }
        movingCount = count;
    }

    private void bound() {
        int across = blocks.across();
        firstColumn = across;
        firstRow = past.length;
        lastColumn = 0;
        lastRow = 0;
        for (int b = 0; b < moving.length; b++) {
            if (moving[b]) {
                firstColumn = Math.min(firstColumn, b % across);
                lastColumn = Math.max(lastColumn, b % across);
                firstRow = Math.min(firstRow, b / across);
                lastRow = b / across;
            }
        }
    }

    /**
     * How many squares moved in the last picture.
     *
     * @return count
     */
    public int movingBlocks() {
        return movingCount;
    }

    /**
     * First column of the squares that moved in the last picture that moved; all squares before there was one.
     *
     * @return pixels from the part's left edge
     */
    public int left() {
        return firstColumn * blocks.side();
    }

    /**
     * First row of them.
     *
     * @return pixels from the part's upper edge
     */
    public int top() {
        return firstRow * blocks.side();
    }

    /**
     * Column behind them.
     *
     * @return pixels from the part's left edge; may lie beyond the part
     */
    public int right() {
        return (lastColumn + 1) * blocks.side();
    }

    /**
     * Row behind them.
     *
     * @return pixels from the part's upper edge; may lie beyond the part
     */
    public int bottom() {
        return (lastRow + 1) * blocks.side();
    }

    @Override
    public long stateBytes() {
        return blocks.stateBytes() + (long) (Float.BYTES + 1) * past.length;
    }

    @Override
    public void reset() {
        Arrays.fill(past, 0);
        Arrays.fill(moving, false);
        sinceKeyframe = 0;
        held = -1;
        movingCount = 0;
        firstColumn = 0;
        firstRow = 0;
        lastColumn = blocks.across() - 1;
        lastRow = blocks.count() / blocks.across() - 1;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        StateIo.writeFloats(out, past);
        for (boolean moves : moving) {
            out.writeBoolean(moves);
        }
        out.writeInt(sinceKeyframe);
        out.writeInt(held);
        out.writeInt(movingCount);
        out.writeInt(firstColumn);
        out.writeInt(firstRow);
        out.writeInt(lastColumn);
        out.writeInt(lastRow);
    }

    @Override
    public void load(DataInput in) throws IOException {
        StateIo.readFloats(in, "past", past);
        for (int b = 0; b < moving.length; b++) {
            moving[b] = in.readBoolean();
        }
        sinceKeyframe = StateIo.readInt(in, "sinceKeyframe", 0, Integer.MAX_VALUE);
        held = StateIo.readInt(in, "held", -1, Integer.MAX_VALUE);
        movingCount = StateIo.readInt(in, "movingCount", 0, moving.length);
        int columns = blocks.across();
        int rows = blocks.count() / columns;
        firstColumn = StateIo.readInt(in, "firstColumn", 0, columns - 1);
        firstRow = StateIo.readInt(in, "firstRow", 0, rows - 1);
        lastColumn = StateIo.readInt(in, "lastColumn", firstColumn, columns - 1);
        lastRow = StateIo.readInt(in, "lastRow", firstRow, rows - 1);
    }
}
