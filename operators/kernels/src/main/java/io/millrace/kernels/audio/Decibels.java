package io.millrace.kernels.audio;

/** Logarithms of powers. Keeps no state. */
public final class Decibels {

    /** The power below which there is nothing to hear: -100 dB of full scale. As in librosa. */
    public static final float FLOOR = 1e-10f;

    private Decibels() {}

    /**
     * A power in decibels.
     *
     * @param power the power; below {@link #FLOOR} it counts as that, and so does what is no number
     * @return dB of a power of 1
     */
    public static float ofPower(float power) {
        return (float) (10 * Math.log10(power > FLOOR ? power : FLOOR));
    }

    /**
     * Powers in decibels below the loudest of them, in place; as {@code librosa.power_to_db(ref=np.max)}.
     *
     * @param power powers, replaced by dB, 0 for the loudest
     * @param rangeDb how far down anything may lie, above 0
     */
    public static void belowLoudest(float[][] power, float rangeDb) {
        float loudest = FLOOR;
        for (float[] row : power) {
            for (float value : row) {
                loudest = Math.max(loudest, value);
            }
        }
        double reference = 10 * Math.log10(loudest);
        for (float[] row : power) {
            for (int i = 0; i < row.length; i++) {
                double db = 10 * Math.log10(row[i] > FLOOR ? row[i] : FLOOR) - reference;
                row[i] = (float) Math.max(-rangeDb, db);
            }
        }
    }
}
