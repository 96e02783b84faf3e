package io.millrace.inference.delta;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a frame cost, and what it would have cost densely. */
public final class Ledger {

    /** One layer with weights. */
    public static final class Line {
        private final Piece piece;
        private LayerCost cost;
        private long macs;

        private Line(Piece piece, LayerCost cost) {
            this.piece = piece;
            this.cost = cost;
        }

        LayerCost cost() {
            return cost;
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
    private final int denseParts;
    private final @Nullable Double crossover;
    private Costs costs = Costs.NONE;
    private long macs;
    private long weightBytes;
    private double cost;

    /**
     * A ledger.
     *
     * @param pieces what can go by changes
     * @param otherMacs what the parts that are always dense cost
     * @param denseParts how many of those there are
     * @param crossover share of the dense work from which on dense is cheaper, if it was stated
     */
    Ledger(List<Piece> pieces, long otherMacs, int denseParts, @Nullable Double crossover) {
        this.deltaDenseMacs = pieces.stream().mapToLong(Piece::denseMacs).sum();
        this.lines = pieces.stream()
                .filter(p -> p.denseMacs() > 0)
                .map(p -> new Line(p, even(p)))
                .toList();
        this.otherMacs = otherMacs;
        this.denseParts = denseParts;
        this.crossover = crossover;
    }

    /** Every multiply-accumulate costs the same, whichever way. */
    private LayerCost even(Piece piece) {
        double share = (double) piece.denseMacs() / deltaDenseMacs / (crossover == null ? 1 : crossover);
        return new LayerCost(share, share, Double.POSITIVE_INFINITY);
    }

    /** Goes by what was measured. */
    void costs(Costs measured) {
        costs = measured;
        for (Line line : lines) {
            LayerCost known = measured.layers().get(line.name());
            line.cost = known == null ? even(line.piece) : known;
        }
    }

    void begin() {
        macs = 0;
        weightBytes = 0;
        cost = costs.still();
    }

    /** The line of a piece, null for one without weights. */
    @Nullable Line line(Piece piece) {
        return lines.stream()
                .filter(l -> l.piece.name().equals(piece.name()))
                .findFirst()
                .orElse(null);
    }

    void book(Line line, long executed, long bytes, double share) {
        line.macs = executed;
        macs += executed;
        weightBytes += bytes;
        cost += share;
    }

    /** Books what a layer without weights went over. */
    void bookElements(long elements) {
        cost += costs.element() * elements;
    }

    void bookDensePart() {
        cost += costs.parts() / denseParts;
        macs += otherMacs;
    }

    void bookDenseFrame(long bytes) {
        begin();
        macs = denseMacs();
        weightBytes = bytes;
        lines.forEach(line -> line.macs = line.denseMacs());
    }

    /** What the last frame cost in terms of a dense one: 1 breaks even. */
    double relativeCost() {
        return cost;
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
