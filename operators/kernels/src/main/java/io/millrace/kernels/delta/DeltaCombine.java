package io.millrace.kernels.delta;

import org.jspecify.annotations.Nullable;

/**
 * Two tensors, or a tensor and constants, combined element by element with broadcasting: residual additions, scales,
 * offsets, gates. Where one changed, the result is computed anew from what both hold, so nothing drifts.
 */
public final class DeltaCombine implements DeltaLayer {

    /** A function of two elements. */
    @FunctionalInterface
    public interface Combination {

        /**
         * Applies it.
         *
         * @param a element of the first
         * @param b element of the second
         * @return the result
         */
        float apply(float a, float b);
    }

    /** Where the elements of the result come from. */
    private record Side(@Nullable DeltaSignal signal, Ints index, Floats constants) {}

    /** An array that a record may hold. */
    private static final class Ints {
        private final int[] values;

        Ints(int[] values) {
            this.values = values;
        }
    }

    private static final class Floats {
        private final float[] values;

        Floats(float[] values) {
            this.values = values;
        }
    }

    private final Side a;
    private final Side b;
    private final DeltaSignal out;
    private final Combination combination;

    private DeltaCombine(Side a, Side b, DeltaSignal out, Combination combination) {
        this.a = a;
        this.b = b;
        this.out = out;
        this.combination = combination;
    }

    /**
     * Two signals.
     *
     * @param a the first
     * @param indexA row-major element of {@code a} behind each element of the result
     * @param b the second
     * @param indexB the same of {@code b}
     * @param out the result
     * @param combination how they are combined
     * @return the layer
     */
    public static DeltaCombine of(
            DeltaSignal a, int[] indexA, DeltaSignal b, int[] indexB, DeltaSignal out, Combination combination) {
        Floats none = new Floats(new float[0]);
        return new DeltaCombine(
                new Side(a, new Ints(indexA), none), new Side(b, new Ints(indexB), none), out, combination);
    }

    /**
     * A signal and constants.
     *
     * @param a the signal, as many elements as the result
     * @param indexA row-major element of {@code a} behind each element of the result
     * @param constants the constant beside each element of the result
     * @param out the result
     * @param combination how they are combined, signal first
     * @return the layer
     */
    public static DeltaCombine of(
            DeltaSignal a, int[] indexA, float[] constants, DeltaSignal out, Combination combination) {
        return new DeltaCombine(
                new Side(a, new Ints(indexA), new Floats(new float[0])),
                new Side(null, new Ints(new int[0]), new Floats(constants)),
                out,
                combination);
    }

    @Override
    public long step() {
        out.clear();
        boolean allOfA = mark(a);
        boolean allOfB = mark(b);
        if (allOfA || allOfB) {
            out.collect();
            out.activateAll();
        } else if (changed(a) || changed(b)) {
            out.collect();
        }
        apply();
        return 0;
    }

    private static boolean changed(Side side) {
        return side.signal != null && side.signal.count() > 0;
    }

    /** Marks what a side changed; true if that is everything, or where it is cannot be told position by position. */
    private boolean mark(Side side) {
        DeltaSignal signal = side.signal;
        if (signal == null || signal.count() == 0) {
            return false;
        }
        if (signal.channels() != out.channels() || signal.positions() != out.positions()) {
            return true;
        }
        for (int i = 0; i < signal.count(); i++) {
            out.mark(signal.active()[i]);
        }
        return false;
    }

    @Override
    public long recompute() {
        out.clear();
        out.activateAll();
        apply();
        return 0;
    }

    private void apply() {
        int positions = out.positions();
        for (int c = 0; c < out.channels(); c++) {
            for (int i = 0; i < out.count(); i++) {
                int p = out.active()[i];
                int flat = c * positions + p;
                out.put(c, p, combination.apply(value(a, flat), value(b, flat)));
            }
        }
    }

    private static float value(Side side, int flat) {
        return side.signal == null ? side.constants.values[flat] : side.signal.at(side.index.values[flat]);
    }

    @Override
    public long denseMacs() {
        return 0;
    }
}
