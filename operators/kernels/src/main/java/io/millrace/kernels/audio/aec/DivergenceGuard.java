package io.millrace.kernels.audio.aec;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Keeps an adaptive filter from making things worse: while the error has more energy than the microphone, less and less of
 * the predicted echo is taken off; when it has twice as much for a while, or is no number, the filter has diverged and must
 * forget.
 */
final class DivergenceGuard {

    private static final double MEMORY_SECONDS = 0.1;
    private static final double PATIENCE_SECONDS = 0.2;
    private static final double DIVERGED = 2;
    private static final double FLOOR = 1e-8;
    private static final double FADE_SECONDS = 0.032;

    private final double keep;
    private final int patienceBlocks;
    private final double fade;
    private double micPower;
    private double errorPower;
    private double share = 1;
    private int badBlocks;
    private long divergences;

    DivergenceGuard(double rateHz, int block) {
        this.keep = Math.exp(-block / (MEMORY_SECONDS * rateHz));
        this.patienceBlocks = Math.max(2, (int) Math.ceil(PATIENCE_SECONDS * rateHz / block));
        this.fade = Math.min(1, block / (FADE_SECONDS * rateHz));
    }

    /**
     * Judges a block and makes the output of the linear stage from it.
     *
     * @param mic microphone
     * @param error microphone less the predicted echo; receives the output
     * @param echo predicted echo
     * @return whether the filter must forget
     */
    boolean judge(double[] mic, double[] error, double[] echo) {
        double errorEnergy = Spectra.energy(error) / error.length;
        boolean broken = !(errorEnergy < 1e12);
        micPower = keep * micPower + (1 - keep) * Spectra.energy(mic) / mic.length;
        errorPower = keep * errorPower + (1 - keep) * (broken ? 0 : errorEnergy);
        boolean worse = broken || errorPower > micPower + FLOOR;
        double wanted = worse ? 0 : 1;
        double before = share;
        share = broken ? 0 : before + Math.max(-fade, Math.min(fade, wanted - before));
        blend(mic, error, echo, before, broken);
        badBlocks = errorPower > DIVERGED * micPower + FLOOR ? badBlocks + 1 : 0;
        if (broken || badBlocks >= patienceBlocks) {
            divergences++;
            badBlocks = 0;
            errorPower = micPower;
            return true;
        }
        return false;
    }

    private void blend(double[] mic, double[] error, double[] echo, double before, boolean broken) {
        if (broken) {
            System.arraycopy(mic, 0, error, 0, mic.length);
            Arrays.fill(echo, 0);
            return;
        }
        if (before == 1 && share == 1) {
            return;
        }
        double step = (share - before) / mic.length;
        for (int i = 0; i < mic.length; i++) {
            double part = before + step * (i + 1);
            error[i] = part * error[i] + (1 - part) * mic[i];
        }
    }

    /** How often the filter had to forget. */
    long divergences() {
        return divergences;
    }

    void reset() {
        micPower = 0;
        errorPower = 0;
        share = 1;
        badBlocks = 0;
        divergences = 0;
    }

    void save(DataOutput out) throws IOException {
        out.writeDouble(micPower);
        out.writeDouble(errorPower);
        out.writeDouble(share);
        out.writeInt(badBlocks);
        out.writeLong(divergences);
    }

    void load(DataInput in) throws IOException {
        micPower = in.readDouble();
        errorPower = in.readDouble();
        share = in.readDouble();
        badBlocks = in.readInt();
        divergences = in.readLong();
    }
}
