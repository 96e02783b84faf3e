package io.millrace.inference.delta;

import io.millrace.inference.delta.Ledger.Line;
import io.millrace.kernels.delta.DeltaGate;
import io.millrace.kernels.delta.DeltaLayer;
import io.millrace.kernels.delta.DeltaSignal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a model that computes what changed: gates at its entries, pieces in order, slots at its exits. */
final class DeltaStep {

    /** A way in. */
    record Entry(Slot slot, DeltaGate gate) {}

    /** A way out. */
    record Exit(DeltaSignal signal, Slot slot) {}

    private final List<Entry> entries;
    private final List<Piece> pieces;
    private final List<Exit> exits;
    private final @Nullable Line[] lines;
    private @Nullable Ledger ledger;

    DeltaStep(List<Entry> entries, List<Piece> pieces, List<Exit> exits) {
        this.entries = entries;
        this.pieces = pieces;
        this.exits = exits;
        this.lines = new Line[pieces.size()];
    }

    /** Books its work there from now on. */
    void bookIn(Ledger theLedger) {
        ledger = theLedger;
        for (int i = 0; i < lines.length; i++) {
            lines[i] = theLedger.line(pieces.get(i));
        }
    }

    void run(boolean keyframe) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (keyframe) {
                entry.gate().keyframe(entry.slot().floats());
            } else {
                entry.gate().step(entry.slot().floats());
            }
        }
        for (int i = 0; i < pieces.size(); i++) {
            run(pieces.get(i), lines[i], keyframe);
        }
        for (int i = 0; i < exits.size(); i++) {
            Exit exit = exits.get(i);
            if (keyframe || exit.signal().count() > 0) {
                exit.signal().read(exit.slot().floats());
            }
        }
    }

    private void run(Piece piece, @Nullable Line line, boolean keyframe) {
        long macs = 0;
        long bytes = 0;
        List<DeltaLayer> layers = piece.layers();
        for (int i = 0; i < layers.size(); i++) {
            DeltaLayer layer = layers.get(i);
            // Where everything changed the sums might as well be made anew, and be free of rounding; recurrent layers
            // have changes of two kinds, and go by both.
            boolean everything = piece.input().sparsity() == 0 && !piece.isRecurrent();
            boolean anew = keyframe || (everything && layer.denseMacs() > 0 && layer.drifts());
            macs += anew ? layer.recompute() : layer.step();
            bytes += layer.weightBytes();
        }
        if (ledger == null) {
            return;
        }
        if (line != null) {
            ledger.book(line, macs, bytes);
        } else if (!layers.isEmpty() && piece.input().channels() > 1) {
            // Vectors are short beside the weights that they meet; feature maps are not.
            DeltaSignal input = piece.input();
            ledger.bookElements((long) input.count() * input.channels());
        }
    }

    List<Piece> pieces() {
        return pieces;
    }
}
