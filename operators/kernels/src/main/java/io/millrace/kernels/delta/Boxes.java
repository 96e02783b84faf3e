package io.millrace.kernels.delta;

import java.util.Arrays;

/**
 * Rectangles of windows that together hold every window which covers a changed pixel. Changed pixels are gathered by tiles;
 * the rectangles of what changed in each tile grow by the reach of a window and are joined where one call for both is
 * cheaper than two.
 */
final class Boxes {

    /** Rows and columns of a tile of the input. */
    private static final int TILE = 8;
    /** Rectangles that pairs are sought among; neighbours are joined until there are as few. */
    private static final int FEW = 16;

    private final Footprint footprint;
    /** What a call costs beyond its windows, in windows. */
    private final int callWindows;

    private final int tileColumns;
    private final int[] tileTop;
    private final int[] tileLeft;
    private final int[] tileBottom;
    private final int[] tileRight;
    private final int[] top;
    private final int[] left;
    private final int[] bottom;
    private final int[] right;
    private int count;

    Boxes(Footprint footprint, int callWindows) {
        this.footprint = footprint;
        this.callWindows = callWindows;
        this.tileColumns = (footprint.width() + TILE - 1) / TILE;
        int tiles = tileColumns * ((footprint.height() + TILE - 1) / TILE);
        this.tileTop = new int[tiles];
        this.tileLeft = new int[tiles];
        this.tileBottom = new int[tiles];
        this.tileRight = new int[tiles];
        this.top = new int[tiles];
        this.left = new int[tiles];
        this.bottom = new int[tiles];
        this.right = new int[tiles];
    }

    /** Covers what reaches an active pixel; overlaps are possible, but never more work than all windows are. */
    void cover(DeltaSignal in) {
        count = 0;
        if (in.count() == in.positions()) {
            coverAll();
            return;
        }
        gather(in);
        for (int t = 0; t < tileTop.length; t++) {
            if (tileBottom[t] >= 0) {
                add(tileTop[t], tileLeft[t], tileBottom[t], tileRight[t]);
            }
        }
        for (int limit = count; limit > FEW; limit = count) {
            joinNeighbours();
        }
        joinPairs();
        if (windows() + (long) (count - 1) * callWindows >= (long) footprint.outHeight() * footprint.outWidth()) {
            coverAll();
        }
    }

    void coverAll() {
        count = 1;
        top[0] = 0;
        left[0] = 0;
        bottom[0] = footprint.outHeight();
        right[0] = footprint.outWidth();
    }

    private void gather(DeltaSignal in) {
        Arrays.fill(tileBottom, -1);
        int width = footprint.width();
        int[] active = in.active();
        int row = 0;
        int rowEnd = width;
        for (int i = 0; i < in.count(); i++) {
            int p = active[i];
            if (p >= rowEnd) {
                row = p / width;
                rowEnd = (row + 1) * width;
            }
            int column = p - rowEnd + width;
            int t = row / TILE * tileColumns + column / TILE;
            if (tileBottom[t] < 0) {
                tileTop[t] = row;
                tileLeft[t] = column;
                tileRight[t] = column;
            }
            tileBottom[t] = row;
            tileLeft[t] = Math.min(tileLeft[t], column);
            tileRight[t] = Math.max(tileRight[t], column);
        }
    }

    /** The windows that pixels of a rectangle reach; pixels between windows may reach none. */
    private void add(int firstRow, int firstColumn, int lastRow, int lastColumn) {
        int t = footprint.firstWindowRow(firstRow);
        int l = footprint.firstWindowColumn(firstColumn);
        int b = footprint.endWindowRow(lastRow);
        int r = footprint.endWindowColumn(lastColumn);
        if (t < b && l < r) {
            top[count] = t;
            left[count] = l;
            bottom[count] = b;
            right[count] = r;
            count++;
        }
    }

    /** Joins each with the one before if that is cheaper; if none is, every second one. */
    private void joinNeighbours() {
        int before = count;
        int kept = 0;
        for (int i = 1; i < count; i++) {
            if (gain(kept, i) >= 0) {
                join(kept, i);
            } else {
                move(i, ++kept);
            }
        }
        count = kept + 1;
        if (count == before) {
            kept = 0;
            for (int i = 0; i < before; i += 2, kept++) {
                move(i, kept);
                if (i + 1 < before) {
                    join(kept, i + 1);
                }
            }
            count = kept;
        }
    }

    private void joinPairs() {
        boolean joined = true;
        while (joined) {
            joined = false;
            for (int a = 0; a < count; a++) {
                for (int b = count - 1; b > a; b--) {
                    if (gain(a, b) >= 0) {
                        join(a, b);
                        move(--count, b);
                        joined = true;
                    }
                }
            }
        }
    }

    /** What one call for both spares, in windows. */
    private long gain(int a, int b) {
        int rows = Math.max(bottom[a], bottom[b]) - Math.min(top[a], top[b]);
        int columns = Math.max(right[a], right[b]) - Math.min(left[a], left[b]);
        return area(a) + area(b) + callWindows - (long) rows * columns;
    }

    private long area(int i) {
        return (long) (bottom[i] - top[i]) * (right[i] - left[i]);
    }

    private void join(int a, int b) {
        top[a] = Math.min(top[a], top[b]);
        left[a] = Math.min(left[a], left[b]);
        bottom[a] = Math.max(bottom[a], bottom[b]);
        right[a] = Math.max(right[a], right[b]);
    }

    private void move(int from, int to) {
        top[to] = top[from];
        left[to] = left[from];
        bottom[to] = bottom[from];
        right[to] = right[from];
    }

    int count() {
        return count;
    }

    int top(int i) {
        return top[i];
    }

    int left(int i) {
        return left[i];
    }

    int bottom(int i) {
        return bottom[i];
    }

    int right(int i) {
        return right[i];
    }

    /** Windows of all rectangles, those of overlaps twice. */
    long windows() {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += area(i);
        }
        return sum;
    }

    long bytes() {
        return 8L * Integer.BYTES * top.length;
    }
}
