package io.millrace.inference.delta;

import io.millrace.inference.delta.Ledger.Line;
import io.millrace.inference.onnx.NodeProto;
import io.millrace.kernels.delta.DeltaLayer;
import io.millrace.kernels.delta.DeltaRecurrent;
import io.millrace.kernels.delta.DeltaSignal;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece while it runs: by changes, or, where so much of its input changed that this costs more, anew. Both end in the
 * same signals, which hold what the layers after it see, so the output does not jump, whichever way a frame goes.
 *
 * <p>What a layer of products will cost is known from its input before it runs. What a recurrent layer will cost over the
 * steps of a frame is known only afterwards, so one that the engine does better follows a {@link Schedule}: what it has
 * seen stays as it was meanwhile, and the first frame by changes catches up.
 */
final class PieceRun implements AutoCloseable {

    private final Piece piece;
    private final NodeProto node;
    private final List<DeltaLayer> layers;
    private final boolean hasWays;
    private final long allWeightBytes;
    private final Schedule schedule = new Schedule(0);
    private @Nullable Line line;
    private @Nullable Ledger ledger;
    private @Nullable DenseLayer engine;
    private float above = 1;
    private long denseRuns;

    PieceRun(Piece piece, NodeProto node, long allWeightBytes) {
        this.piece = piece;
        this.node = node;
        this.allWeightBytes = allWeightBytes;
        this.layers = piece.layers();
        this.hasWays = piece.denseMacs() > 0 && layers.stream().allMatch(DeltaLayer::drifts);
    }

    Piece piece() {
        return piece;
    }

    NodeProto node() {
        return node;
    }

    /** Whether it can be computed in more than one way. */
    boolean hasWays() {
        return hasWays;
    }

    /** How often it was computed anew because changes would have cost more. */
    long denseRuns() {
        return denseRuns;
    }

    void bookIn(Ledger theLedger) {
        ledger = theLedger;
        line = theLedger.line(piece);
    }

    /** Goes by these figures from now on, and by this session if they say that it is worth it. */
    void costs(LayerCost cost, @Nullable DenseLayer session) {
        close();
        engine = session;
        above = cost.above();
        if (layers.size() == 1 && layers.get(0) instanceof DeltaRecurrent recurrent) {
            recurrent.crossover((float) Math.min(1, cost.anew() / cost.changes()));
        }
    }

    void run(boolean keyframe) {
        if (keyframe) {
            anew();
        } else if (!hasWays) {
            byChanges();
        } else if (piece.isRecurrent()) {
            recurrent();
        } else if (1 - piece.input().sparsity() >= above) {
            denseRuns++;
            if (engine == null) {
                anew();
            } else {
                byEngine(engine);
            }
        } else {
            byChanges();
        }
    }

    private void recurrent() {
        DenseLayer session = engine;
        if (session == null) {
            byChanges();
        } else if (schedule.next() == DeltaRun.Mode.DENSE && ((DeltaRecurrent) layers.get(0)).isChanged()) {
            denseRuns++;
            byEngine(session);
            schedule.done(0);
        } else {
            schedule.done((double) byChanges() / piece.denseMacs() / above);
        }
    }

    private void byEngine(DenseLayer session) {
        session.run();
        if (ledger != null && line != null) {
            ledger.book(line, piece.denseMacs(), allWeightBytes, line.cost().engine());
        }
    }

    private void anew() {
        long macs = 0;
        long bytes = 0;
        for (int i = 0; i < layers.size(); i++) {
            macs += layers.get(i).recompute();
            bytes += layers.get(i).weightBytes();
        }
        if (ledger != null && line != null) {
            ledger.book(line, macs, bytes, line.cost().anew());
        }
    }

    private long byChanges() {
        long macs = 0;
        long bytes = 0;
        for (int i = 0; i < layers.size(); i++) {
            macs += layers.get(i).step();
            bytes += layers.get(i).weightBytes();
        }
        if (ledger == null) {
            return macs;
        }
        if (line != null) {
            ledger.book(line, macs, bytes, line.cost().changes() * macs / piece.denseMacs());
        } else if (!layers.isEmpty()) {
            DeltaSignal input = piece.input();
            ledger.bookElements((long) input.count() * input.channels());
        }
        return macs;
    }

    void reset() {
        schedule.reset();
    }

    void save(DataOutput out) throws IOException {
        schedule.save(out);
    }

    void load(DataInput in) throws IOException {
        schedule.load(in);
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }
}
