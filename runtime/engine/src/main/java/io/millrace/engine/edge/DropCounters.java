package io.millrace.engine.edge;

import io.millrace.api.operator.DropReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BiConsumer;

/**
 * Counts by reason. One thread writes, any thread reads. Reasons are few and constant, so a linear search by reference
 * is the fastest map; a new reason replaces the arrays.
 */
final class DropCounters {

    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    /** Both arrays are published as one. */
    private static final class Table {

        private final DropReason[] reasons;
        private final long[] counts;

        Table(DropReason[] reasons, long[] counts) {
            this.reasons = reasons;
            this.counts = counts;
        }
    }

    private volatile Table table = new Table(new DropReason[0], new long[0]);

    void add(DropReason reason, long count) {
        Table now = table;
        int index = indexOf(now.reasons, reason);
        if (index < 0) {
            now = grow(now, reason);
            index = now.reasons.length - 1;
        }
        COUNT.setOpaque(now.counts, index, now.counts[index] + count);
    }

    long total() {
        Table now = table;
        long sum = 0;
        for (int i = 0; i < now.counts.length; i++) {
            sum += (long) COUNT.getOpaque(now.counts, i);
        }
        return sum;
    }

    void forEach(BiConsumer<DropReason, Long> action) {
        Table now = table;
        for (int i = 0; i < now.reasons.length; i++) {
            action.accept(now.reasons[i], (long) COUNT.getOpaque(now.counts, i));
        }
    }

    @SuppressWarnings("ReferenceEquality") // reasons are constants; an equal copy is found by the second pass
    private static int indexOf(DropReason[] reasons, DropReason reason) {
        for (int i = 0; i < reasons.length; i++) {
            if (reasons[i] == reason) {
                return i;
            }
        }
        for (int i = 0; i < reasons.length; i++) {
            if (reasons[i].equals(reason)) {
                return i;
            }
        }
        return -1;
    }

    private Table grow(Table now, DropReason reason) {
        int n = now.reasons.length;
        DropReason[] reasons = new DropReason[n + 1];
        long[] counts = new long[n + 1];
        System.arraycopy(now.reasons, 0, reasons, 0, n);
        System.arraycopy(now.counts, 0, counts, 0, n);
        reasons[n] = reason;
        Table grown = new Table(reasons, counts);
        table = grown;
        return grown;
    }
}
