package io.millrace.kernels.delta;

import java.util.Arrays;

/**
 * A convolution, and what is applied to each element of its result, computed anew on rectangles around what changed: each
 * is cut out of the input as it is now, with the border that the windows reach, handed to {@link ConvPatches}, and put into
 * the output. As nothing is added up over time, nothing drifts. What changes by no more than a threshold is kept back: it
 * counts against the value last passed on, so it waits there.
 *
 * <p>Costs {@code windows of the rectangles * output channels * input channels of a group * taps} multiply-accumulates,
 * and never more than all windows do: from there on the whole picture is one rectangle.
 */
public final class PatchConv implements DeltaLayer {

    /** Multiply-accumulates that take as long as a call does beyond them. */
    private static final long CALL_MACS = 400_000;

    private final DeltaSignal in;
    private final DeltaSignal out;
    private final Footprint footprint;
    private final ConvPatches patches;
    private final long macsPerWindow;
    private final long weightBytes;
    private final Boxes boxes;
    private final float[] fresh;
    private final float[] before;
    private final float[] largest;
    private float threshold;
    private boolean reached;

    /**
     * A convolution between signals.
     *
     * @param in one plane an input channel
     * @param out one plane an output channel
     * @param footprint the geometry
     * @param macsPerWindow multiply-accumulates of one window, all output channels
     * @param patches computes rectangles, of one row of windows at least
     */
    public PatchConv(DeltaSignal in, DeltaSignal out, Footprint footprint, long macsPerWindow, ConvPatches patches) {
        this.in = in;
        this.out = out;
        this.footprint = footprint;
        this.patches = patches;
        this.macsPerWindow = macsPerWindow;
        this.weightBytes = macsPerWindow * Float.BYTES;
        this.boxes = new Boxes(footprint, (int) Math.min(Integer.MAX_VALUE, CALL_MACS / macsPerWindow));
        this.fresh = new float[footprint.outWidth()];
        this.before = new float[footprint.outWidth()];
        this.largest = new float[footprint.outWidth()];
        if (in.positions() != footprint.height() * footprint.width()
                || out.positions() != footprint.outHeight() * footprint.outWidth()
                || rowsOf(footprint.outWidth(), footprint.outHeight()) < 1) {
            throw new IllegalArgumentException("signals do not fit the patches: in=" + in.channels() + "x"
                    + in.positions() + ", out=" + out.channels() + "x" + out.positions() + ", capacity="
                    + patches.inputCapacity() + ", " + patches.outputCapacity() + " (expected those of " + footprint
                    + ")");
        }
    }

    /**
     * Sets what is kept back.
     *
     * @param value largest difference of an element that is kept back, 0 or more
     */
    public void threshold(float value) {
        threshold = value;
    }

    @Override
    public long step() {
        out.clear();
        reached = false;
        if (in.count() == 0) {
            return 0;
        }
        boxes.cover(in);
        reached = boxes.count() > 0;
        for (int i = 0; i < boxes.count(); i++) {
            compute(boxes.top(i), boxes.left(i), boxes.bottom(i), boxes.right(i), threshold > 0);
        }
        out.collect();
        return boxes.windows() * macsPerWindow;
    }

    @Override
    public long recompute() {
        out.clear();
        reached = true;
        compute(0, 0, footprint.outHeight(), footprint.outWidth(), false);
        out.collect();
        return denseMacs();
    }

    /** Works through a rectangle in bands of as many rows as the patches hold. */
    private void compute(int top, int left, int bottom, int right, boolean compares) {
        int columns = right - left;
        int band = rowsOf(columns, bottom - top);
        for (int row = top; row < bottom; row += band) {
            int rows = Math.min(band, bottom - row);
            cut(row, left, footprint.reachRows(rows), footprint.reachColumns(columns));
            patches.run(footprint.reachRows(rows), footprint.reachColumns(columns), rows, columns);
            for (int r = 0; r < rows; r++) {
                int position = (row + r) * footprint.outWidth() + left;
                if (compares) {
                    compare(r * columns, rows * columns, position, columns);
                } else {
                    take(r * columns, rows * columns, position, columns);
                }
            }
        }
    }

    private int rowsOf(int columns, int most) {
        int rows = Math.min(most, patches.outputCapacity() / (out.channels() * columns));
        long rowFloats = (long) in.channels() * footprint.reachColumns(columns);
        while (rows > 0 && footprint.reachRows(rows) * rowFloats > patches.inputCapacity()) {
            rows--;
        }
        return rows;
    }

    private void cut(int row, int column, int rows, int columns) {
        float[] to = patches.input();
        int width = footprint.width();
        int y = row * footprint.strideY() - footprint.padTop();
        int x = column * footprint.strideX() - footprint.padLeft();
        int before = Math.min(columns, Math.max(0, -x));
        int inside = Math.max(0, Math.min(columns, width - x) - before);
        int at = 0;
        for (int c = 0; c < in.channels(); c++) {
            float[] plane = in.now()[c];
            for (int r = y; r < y + rows; r++, at += columns) {
                if (r < 0 || r >= footprint.height()) {
                    Arrays.fill(to, at, at + columns, 0f);
                    continue;
                }
                System.arraycopy(plane, r * width + x + before, to, at + before, inside);
                if (inside < columns) {
                    Arrays.fill(to, at, at + before, 0f);
                    Arrays.fill(to, at + before + inside, at + columns, 0f);
                }
            }
        }
    }

    /** Takes over a row of windows. */
    private void take(int from, int plane, int position, int columns) {
        float[] result = patches.output();
        for (int c = 0; c < out.channels(); c++) {
            float[] now = out.now()[c];
            int source = c * plane + from;
            if (out.isDeltaRead()) {
                float[] delta = out.delta()[c];
                for (int j = 0; j < columns; j++) {
                    delta[position + j] += result[source + j] - now[position + j];
                }
            }
            System.arraycopy(result, source, now, position, columns);
        }
        out.markRange(position, position + columns);
    }

    /** Takes over those windows of a row that changed by more than the threshold. */
    private void compare(int from, int plane, int position, int columns) {
        float[] result = patches.output();
        Arrays.fill(largest, 0, columns, 0f);
        for (int c = 0; c < out.channels(); c++) {
            System.arraycopy(result, c * plane + from, fresh, 0, columns);
            System.arraycopy(out.now()[c], position, before, 0, columns);
            differ(fresh, before, largest, columns);
        }
        for (int j = 0; j < columns; j++) {
            // Not "above": a NaN is a change too.
            if (!(largest[j] <= threshold)) {
                int end = j + 1;
                while (end < columns && !(largest[end] <= threshold)) {
                    end++;
                }
                take(from + j, plane, position + j, end - j);
                j = end;
            }
        }
    }

    /** Over arrays from their beginning, because with offsets it does not vectorise. */
    private static void differ(float[] fresh, float[] before, float[] largest, int count) {
        for (int j = 0; j < count; j++) {
            largest[j] = Math.max(largest[j], Math.abs(fresh[j] - before[j]));
        }
    }

    @Override
    public boolean drifts() {
        return false;
    }

    /**
     * Elements that are moved for each window: cut out and put back.
     *
     * @return of the input, as far as windows do not share them, and of the output
     */
    public long elementsPerWindow() {
        return (long) in.channels() * footprint.strideY() * footprint.strideX() + out.channels();
    }

    /**
     * The arithmetic of one window.
     *
     * @return multiply-accumulates, all output channels
     */
    public long macsPerWindow() {
        return macsPerWindow;
    }

    @Override
    public long denseMacs() {
        return out.positions() * macsPerWindow;
    }

    @Override
    public long weightBytes() {
        return reached ? weightBytes : 0;
    }

    @Override
    public long stateBytes() {
        return boxes.bytes() + 3L * Float.BYTES * largest.length;
    }
}
