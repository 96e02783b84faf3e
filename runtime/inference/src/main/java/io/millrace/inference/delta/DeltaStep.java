package io.millrace.inference.delta;

import io.millrace.kernels.delta.DeltaGate;
import io.millrace.kernels.delta.DeltaSignal;
import java.util.List;

/** A part of a model that computes what changed: gates at its entries, pieces in order, slots at its exits. */
final class DeltaStep {

    /** A way in. */
    record Entry(Slot slot, DeltaGate gate) {}

    /** A way out. */
    record Exit(DeltaSignal signal, Slot slot) {}

    private final List<Entry> entries;
    private final List<PieceRun> pieces;
    private final List<Exit> exits;

    DeltaStep(List<Entry> entries, List<PieceRun> pieces, List<Exit> exits) {
        this.entries = entries;
        this.pieces = pieces;
        this.exits = exits;
    }

    void run(boolean keyframe) {
        enter(keyframe);
        for (int i = 0; i < pieces.size(); i++) {
            pieces.get(i).run(keyframe);
        }
        leave(keyframe);
    }

    void enter(boolean keyframe) {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (keyframe) {
                entry.gate().keyframe(entry.slot().floats());
            } else {
                entry.gate().step(entry.slot().floats());
            }
        }
    }

    void leave(boolean keyframe) {
        for (int i = 0; i < exits.size(); i++) {
            Exit exit = exits.get(i);
            if (keyframe || exit.signal().count() > 0) {
                exit.signal().read(exit.slot().floats());
            }
        }
    }

    List<PieceRun> pieces() {
        return pieces;
    }
}
