package io.millrace.operators.spikes;

import io.millrace.api.operator.DropReason;

/** Refuses what would stay in a recursive state for ever. */
final class NotFinite {

    static final DropReason REASON = new DropReason("not-finite");

    private NotFinite() {}

    static boolean in(float[] values) {
        float sum = 0;
        for (float value : values) {
            sum += value * 0; // 0 for a finite value, else NaN
        }
        return sum != 0;
    }
}
