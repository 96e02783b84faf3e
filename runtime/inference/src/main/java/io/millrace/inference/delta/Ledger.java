package io.millrace.inference.delta;

import io.millrace.kernels.delta.PatchConv;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a frame cost, and what it would have cost densely. */
public final class Ledger {

    /** Multiply-accumulates of a delta convolution that take as long as one of a dense one. */
    private static final double CONV_COST = 7.5;
    /** The same of a convolution by rectangles, and of each element that is moved for it. */
    private static final double PATCH_COST = 1.5;

    private static final double MOVE_COST = 60;
    /** The same of a column of a matrix. */
    private static final double COLUMN_COST = 1.1;

    /** The same of an element of a feature map that a layer without weights goes over. */
    private static final double ELEMENT_COST = 150;

    /** One layer with weights. */
    public static final class Line {
        private final Piece piece;
        private final double cost;
        private long macs;

        private Line(Piece piece, double cost) {
            this.piece = piece;
            this.cost = cost;
        }

        /**
         * Operator and number within the model.
         *
         * @return the name that thresholds go by
         */
        public String name() {
            return piece.name();
        }

        /**
         * Multiply-accumulates of the last frame.
         *
         * @return 0 or more
         */
        public long macs() {
            return macs;
        }

        /**
         * Multiply-accumulates of a dense frame.
         *
         * @return 1 or more
         */
        public long denseMacs() {
            return piece.denseMacs();
        }

        /**
         * The share of the dense work that the last frame was spared.
         *
         * @return 0..1
         */
        public double sparsity() {
            return 1 - (double) macs / piece.denseMacs();
        }
    }

    private final List<Line> lines;
    private final long deltaDenseMacs;
    private final long otherMacs;
    private final double elementCost;
    private long macs;
    private long weightBytes;
    private double cost;

    /** A ledger of pieces, and of parts that are always dense and cost {@code otherMacs}. */
    Ledger(List<Piece> pieces, long otherMacs, @Nullable Double crossover) {
        this.lines = pieces.stream()
                .filter(p -> p.denseMacs() > 0)
                .map(p -> new Line(p, crossover != null ? 1 / crossover : cost(p)))
                .toList();
        this.deltaDenseMacs = lines.stream().mapToLong(Line::denseMacs).sum();
        this.otherMacs = otherMacs;
        // A measured crossover has them in it.
        this.elementCost = crossover != null ? 0 : ELEMENT_COST;
    }

    private static double cost(Piece piece) {
        if (!piece.operator().equals("Conv")) {
            return COLUMN_COST;
        }
        if (piece.layers().get(0) instanceof PatchConv patches) {
            return PATCH_COST + MOVE_COST * patches.elementsPerWindow() / patches.macsPerWindow();
        }
        return CONV_COST;
    }

    void begin() {
        macs = 0;
        weightBytes = 0;
        cost = 0;
    }

    /** The line of a piece, null for one without weights. */
    @Nullable Line line(Piece piece) {
        return lines.stream()
                .filter(l -> l.piece.name().equals(piece.name()))
                .findFirst()
                .orElse(null);
    }

    void book(Line line, long executed, long bytes) {
        line.macs = executed;
        macs += executed;
        weightBytes += bytes;
        cost += line.cost * executed;
    }

    /** Books what a layer without weights went over of a feature map. */
    void bookElements(long elements) {
        cost += elementCost * elements;
    }

    void bookDensePart() {
        macs += otherMacs;
    }

    void bookDenseFrame(long bytes) {
        begin();
        macs = denseMacs();
        weightBytes = bytes;
        lines.forEach(line -> line.macs = line.denseMacs());
    }

    /** What the delta layers cost in terms of a dense frame of theirs: 1 breaks even. */
    double relativeCost() {
        return cost / deltaDenseMacs;
    }

    /**
     * Multiply-accumulates of the last frame.
     *
     * @return 0 or more
     */
    public long macs() {
        return macs;
    }

    /**
     * Multiply-accumulates of a dense frame.
     *
     * @return 1 or more
     */
    public long denseMacs() {
        return deltaDenseMacs + otherMacs;
    }

    /**
     * Weights that the last frame read in delta layers, or in all of them if it was dense.
     *
     * @return bytes
     */
    public long weightBytes() {
        return weightBytes;
    }

    /**
     * The share of the dense work that the last frame was spared.
     *
     * @return 0..1
     */
    public double sparsity() {
        return 1 - (double) macs / denseMacs();
    }

    /**
     * The layers with weights.
     *
     * @return lines in the model's order
     */
    public List<Line> lines() {
        return lines;
    }
}
