package io.millrace.inference.delta;

import io.millrace.api.frame.Shape;
import io.millrace.kernels.delta.DeltaLayer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Measures what a model costs by changes and densely, on the machine it runs on, layer by layer: the least of many short
 * times, because whatever disturbs a time makes it longer. The frames are noise of which one half stands still.
 */
public final class CostProbe implements AutoCloseable {

    private static final long WARM_UP_NANOS = 150_000_000;
    private static final long MEASURED_NANOS = 80_000_000;
    private static final int LEAST_ROUNDS = 4;
    private static final int ENGINE_ROUNDS = 40;

    /** A call of the engine takes longer than this by itself. */
    private static final long LEAST_ENGINE_NANOS = 1_500;

    /** The least times of a piece in ns, and what it did meanwhile. */
    private static final class Times {
        private double changesPerMac = Double.POSITIVE_INFINITY;
        private long anew = Long.MAX_VALUE;
        private long engine = Long.MAX_VALUE;
    }

    private final LongSupplier nanoTime;
    private final List<Slot> inputs;
    private final RunParts parts;
    private final DenseEngine.Call whole;
    private final Map<PieceRun, Times> times = new LinkedHashMap<>();
    private final Random random = new Random(1);
    private long still = Long.MAX_VALUE;
    private long dense = Long.MAX_VALUE;
    private long half = Long.MAX_VALUE;
    private long between = Long.MAX_VALUE;
    private long elements;

    private CostProbe(DeltaPlan plan, List<Slot> inputs, DenseEngine engine, LongSupplier nanoTime)
            throws UnsupportedModelException {
        this.nanoTime = nanoTime;
        this.inputs = inputs;
        this.parts = new RunParts(plan, inputs, DeltaSettings.of(0), Set.of(), engine);
        boolean complete = false;
        try {
            this.whole = parts.whole(parts.used(inputs));
            complete = true;
        } finally {
            if (!complete) {
                parts.close();
            }
        }
        parts.pieces().stream().filter(p -> p.piece().denseMacs() > 0).forEach(p -> times.put(p, new Times()));
    }

    /**
     * Measures a model.
     *
     * @param plan the division
     * @param inputs places for the inputs, written over
     * @param engine computes what stays dense
     * @param nanoTime a clock in ns that never goes back
     * @return figures for {@link DeltaRun#open}
     * @throws UnsupportedModelException if a part cannot be loaded
     */
    public static String measure(DeltaPlan plan, List<Slot> inputs, DenseEngine engine, LongSupplier nanoTime)
            throws UnsupportedModelException {
        try (CostProbe probe = new CostProbe(plan, inputs, engine, nanoTime)) {
            probe.rounds(WARM_UP_NANOS);
            probe.forget();
            probe.rounds(MEASURED_NANOS);
            probe.engines();
            return probe.costs().rounded().print();
        }
    }

    private void rounds(long nanos) {
        long end = nanoTime.getAsLong() + nanos;
        for (int round = 0; round < LEAST_ROUNDS || nanoTime.getAsLong() < end; round++) {
            inputs.forEach(this::changeHalf);
            halfFrame();
            still = Math.min(still, timed(() -> parts.steps().forEach(CostProbe::step)));
            dense = Math.min(dense, timed(whole::run));
            for (Map.Entry<PieceRun, Times> entry : times.entrySet()) {
                Times t = entry.getValue();
                t.anew = Math.min(t.anew, timed(() -> layers(entry.getKey()).forEach(DeltaLayer::recompute)));
            }
        }
    }

    private void forget() {
        still = Long.MAX_VALUE;
        dense = Long.MAX_VALUE;
        half = Long.MAX_VALUE;
        between = Long.MAX_VALUE;
        times.replaceAll((piece, t) -> new Times());
    }

    private static List<DeltaLayer> layers(PieceRun run) {
        return run.piece().layers();
    }

    private static void step(Object step) {
        if (step instanceof DeltaStep delta) {
            delta.run(false);
        } else {
            ((DenseStep) step).run();
        }
    }

    private long timed(Runnable work) {
        long before = nanoTime.getAsLong();
        work.run();
        return Math.max(1, nanoTime.getAsLong() - before);
    }

    /** A frame by changes, each piece timed; what is left over goes to the layers without weights. */
    private void halfFrame() {
        long began = nanoTime.getAsLong();
        long weighted = 0;
        long dense = 0;
        elements = 0;
        for (Object step : parts.steps()) {
            if (step instanceof DenseStep part) {
                dense += timed(part::run);
                continue;
            }
            DeltaStep delta = (DeltaStep) step;
            delta.enter(false);
            for (PieceRun piece : delta.pieces()) {
                Times t = times.get(piece);
                if (t == null) {
                    layers(piece).forEach(DeltaLayer::step);
                    elements += (long) piece.piece().input().count()
                            * piece.piece().input().channels();
                } else {
                    weighted += step(piece, t);
                }
            }
            delta.leave(false);
        }
        between = Math.min(between, dense);
        half = Math.min(half, nanoTime.getAsLong() - began - weighted - dense);
    }

    private long step(PieceRun piece, Times t) {
        long before = nanoTime.getAsLong();
        long macs = 0;
        for (DeltaLayer layer : layers(piece)) {
            macs += layer.step();
        }
        long took = Math.max(1, nanoTime.getAsLong() - before);
        if (macs > 0) {
            t.changesPerMac = Math.min(t.changesPerMac, (double) took / macs);
        }
        return took;
    }

    /** Times the layers by the engine that could be worth it; a session each, closed again. */
    private void engines() throws UnsupportedModelException {
        for (Map.Entry<PieceRun, Times> entry : times.entrySet()) {
            if (entry.getKey().hasWays() && entry.getValue().anew > LEAST_ENGINE_NANOS) {
                try (DenseLayer session = parts.session(entry.getKey())) {
                    for (int i = 0; i < ENGINE_ROUNDS; i++) {
                        entry.getValue().engine = Math.min(entry.getValue().engine, timed(session::run));
                    }
                }
            }
        }
    }

    private Costs costs() {
        double frame = dense;
        Map<String, LayerCost> layers = new LinkedHashMap<>();
        times.forEach((run, t) -> {
            long macs = run.piece().denseMacs();
            // Nothing of it changed in any round: as dear as anew.
            double changes = Double.isInfinite(t.changesPerMac) ? t.anew : t.changesPerMac * macs;
            double engine = t.engine == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : t.engine / frame;
            layers.put(run.piece().name(), new LayerCost(changes / frame, t.anew / frame, engine));
        });
        double rest = Math.max(0, half - still);
        return new Costs(still / frame, rest / Math.max(1, elements) / frame, between / frame, layers);
    }

    /** Vectors and series change in their first half, pictures in their upper half. */
    private void changeHalf(Slot slot) {
        if (slot.tensor().type() != io.millrace.api.frame.ElementType.F32) {
            return;
        }
        float[] values = slot.floats();
        Shape shape = slot.tensor().shape();
        int width = shape.rank() >= 3 ? shape.extent(shape.rank() - 1) : 1;
        int height = shape.rank() >= 3 ? shape.extent(shape.rank() - 2) : values.length;
        for (int i = 0; i < values.length; i++) {
            if (height == 1 ? 2 * (i % width) < width : 2 * (i / width % height) < height) {
                values[i] = random.nextFloat() - 0.5f;
            }
        }
    }

    @Override
    public void close() {
        whole.close();
        parts.close();
    }
}
