package io.millrace.kernels.csi;

import io.millrace.kernels.Require;

/**
 * Removes from the phase over the sub-carriers what the receiver adds: a slope (timing offset) and a constant (carrier
 * phase), both different in every packet.
 *
 * <p>The phase of the valid sub-carriers is unwrapped in ascending order of sub-carrier number, the straight line
 * {@code m k + c} is fitted to it by least squares over the sub-carrier numbers k, and the channel is multiplied by
 * {@code exp(-j (m k + c))}. A sub-carrier whose two parts are both 0 has no phase and counts as invalid. With one valid
 * sub-carrier m = 0, with none m = c = 0.
 *
 * @see <a href="https://doi.org/10.1145/2785956.2787487">Kotaru et al., SpotFi, 2015, algorithm 1</a>
 */
public final class PhaseSanitizer {

    /**
     * A quarter turn in two parts, the first with 33 bits, so that its product with a count below 2^20 is exact. Sine and
     * cosine are computed here because those of {@link StrictMath} allocate on newer JDKs and those of {@link Math} are
     * not the same bits on every machine.
     */
    private static final double QUARTER_TURN_HIGH = 0x1.921fb544p0;

    private static final double QUARTER_TURN_LOW = 0x1.0b4611a626331p-34;

    private final int[] index;
    private final double[] phase;
    private final boolean[] used;
    private double slope;
    private double intercept;

    /**
     * A sanitiser for one arrangement of sub-carriers.
     *
     * @param index signed sub-carrier number per position, strictly ascending, copied
     */
    public PhaseSanitizer(int... index) {
        Require.inRange("subcarriers", index.length, 1, Integer.MAX_VALUE);
        for (int i = 1; i < index.length; i++) {
            if (index[i] <= index[i - 1]) {
                throw new IllegalArgumentException("sub-carrier numbers do not ascend: position=" + i + ", number="
                        + index[i] + ", before=" + index[i - 1] + " (expected strictly ascending)");
            }
        }
        this.index = index.clone();
        this.phase = new double[index.length];
        this.used = new boolean[index.length];
    }

    /**
     * Fits the line to one packet; {@link #rotate} and {@link #residual} then apply it.
     *
     * @param re real parts, one per position
     * @param im imaginary parts, one per position
     * @param valid which positions carry a channel estimate
     */
    public void fit(float[] re, float[] im, boolean[] valid) {
        int count = unwrap(re, im, valid);
        slope = 0;
        intercept = 0;
        if (count == 0) {
            return;
        }
        double sumIndex = 0;
        double sumPhase = 0;
        for (int i = 0; i < index.length; i++) {
            sumIndex += used[i] ? index[i] : 0;
            sumPhase += used[i] ? phase[i] : 0;
        }
        double meanIndex = sumIndex / count;
        double meanPhase = sumPhase / count;
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < index.length; i++) {
            double distance = used[i] ? index[i] - meanIndex : 0;
            covariance += distance * (phase[i] - meanPhase);
            variance += distance * distance;
        }
        slope = count > 1 ? covariance / variance : 0;
        intercept = meanPhase - slope * meanIndex;
    }

    private int unwrap(float[] re, float[] im, boolean[] valid) {
        int count = 0;
        double last = 0;
        for (int i = 0; i < index.length; i++) {
            used[i] = valid[i] && (re[i] != 0 || im[i] != 0);
            phase[i] = 0;
            if (used[i]) {
                double raw = StrictMath.atan2(im[i], re[i]);
                last = count == 0 ? raw : raw - 2 * Math.PI * Math.rint((raw - last) / (2 * Math.PI));
                phase[i] = last;
                count++;
            }
        }
        return count;
    }

    /**
     * The slope of the last fit.
     *
     * @return radians per sub-carrier
     */
    public double slope() {
        return slope;
    }

    /**
     * The value of the line of the last fit at sub-carrier 0.
     *
     * @return radians
     */
    public double intercept() {
        return intercept;
    }

    /**
     * Takes the line of the last fit out of a channel.
     *
     * @param re real parts, one per position
     * @param im imaginary parts, one per position
     * @param outRe receives the real parts; may be {@code re}
     * @param outIm receives the imaginary parts; may be {@code im}
     */
    public void rotate(float[] re, float[] im, float[] outRe, float[] outIm) {
        for (int i = 0; i < index.length; i++) {
            double angle = slope * index[i] + intercept;
            double quarters = Math.rint(angle * (2 / Math.PI));
            double rest = angle - quarters * QUARTER_TURN_HIGH - quarters * QUARTER_TURN_LOW;
            double near = cosNear(rest);
            double far = sinNear(rest);
            int quadrant = (int) quarters & 3;
            double cos = (quadrant & 1) == 0 ? near : far;
            double sin = (quadrant & 1) == 0 ? far : near;
            cos = quadrant == 1 || quadrant == 2 ? -cos : cos;
            sin = quadrant >= 2 ? -sin : sin;
            double r = re[i];
            double m = im[i];
            outRe[i] = (float) (r * cos + m * sin);
            outIm[i] = (float) (m * cos - r * sin);
        }
    }

    /** Taylor series to x^16: within 1e-17 up to an eighth of a turn, before rounding. */
    private static double cosNear(double x) {
        double t = x * x;
        double sum = 1;
        for (int k = 16; k >= 2; k -= 2) {
            sum = 1 - t / (k * (k - 1)) * sum;
        }
        return sum;
    }

    /** Taylor series to x^17: within 1e-17 up to an eighth of a turn, before rounding. */
    private static double sinNear(double x) {
        double t = x * x;
        double sum = 1;
        for (int k = 17; k >= 3; k -= 2) {
            sum = 1 - t / (k * (k - 1)) * sum;
        }
        return x * sum;
    }

    /**
     * The unwrapped phase of the last fit without its line.
     *
     * @param out receives radians, one per position; 0 where invalid
     */
    public void residual(float[] out) {
        for (int i = 0; i < index.length; i++) {
            out[i] = used[i] ? (float) (phase[i] - (slope * index[i] + intercept)) : 0f;
        }
    }
}
