package io.millrace.cli.view;

import java.util.Locale;

/**
 * What an echo canceller says of its work; the numbers of its {@code metrics} that a screen has room for.
 *
 * @param micDb level of the microphone, dB of full scale
 * @param farDb level of the far end
 * @param outDb level of the output
 * @param lossNowDb microphone over output, last moment
 * @param linearDb microphone over linear output while only the far end speaks; not a number before
 * @param fullDb the same of the output
 * @param delayMs delay of the echo; not a number until it is known
 * @param driftPpm how much it grows
 * @param doubleTalk whether both ends speak
 */
record Echo(
        double micDb,
        double farDb,
        double outDb,
        double lossNowDb,
        double linearDb,
        double fullDb,
        double delayMs,
        double driftPpm,
        boolean doubleTalk) {

    /** From an empty bar to a full one. */
    static final double RANGE_DB = 70;

    /** Echo loss that fills a cell. */
    static final double MOST_LOSS_DB = 40;

    private static final double AUDIBLE_DB = -45;
    private static final int FIELDS = 10;

    /** Who speaks. */
    enum Talk {
        /** Neither. */
        NOBODY,
        /** Only the far end: what the microphone hears is echo. */
        FAR_END,
        /** Only the near end. */
        NEAR_END,
        /** Both. */
        BOTH
    }

    /** Reads the fields of a metrics frame, in the order of the operator. */
    static Echo of(float[] fields) {
        if (fields.length < FIELDS) {
            return new Echo(
                    Double.NaN, Double.NaN, Double.NaN, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, false);
        }
        return new Echo(
                fields[0], fields[1], fields[2], fields[4], fields[5], fields[6], fields[7], fields[8], fields[9] > 0);
    }

    Talk talk() {
        if (doubleTalk) {
            return Talk.BOTH;
        }
        if (farDb > AUDIBLE_DB) {
            return Talk.FAR_END;
        }
        return outDb > AUDIBLE_DB ? Talk.NEAR_END : Talk.NOBODY;
    }

    /** In a few words, for a line a second. */
    String brief() {
        String path = Double.isNaN(delayMs) ? "" : String.format(Locale.ROOT, ", delay %.1f ms", delayMs);
        String who = talk().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return String.format(Locale.ROOT, "%s (microphone %.0f dB, output %.0f dB%s)", who, micDb, outDb, path);
    }

    static String db(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f dB", value);
    }
}
