package io.millrace.kernels.audio;

import io.millrace.kernels.KernelState;
import io.millrace.kernels.Require;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Finds the ratio at which a resampler has to run so that its output keeps step with a clock: a second-order loop (phase
 * and rate, critically damped) that is told how far the output is behind or ahead. While the error is large it has a tenth
 * of its time constant, so that it locks within seconds.
 */
public final class ClockTracker implements KernelState {

    private static final double FAST = 10;

    private final double naturalRadPerSample;
    private final double fastErrorSamples;
    private double drift;
    private boolean locked;
    private double smoothedError;

    /**
     * A loop that knows nothing of the clock.
     *
     * @param timeConstantSamples samples after which a small error has decayed to 1/e, at least 1
     * @param fastErrorSamples error from which on it follows fast, samples
     */
    public ClockTracker(double timeConstantSamples, double fastErrorSamples) {
        this.naturalRadPerSample = 1 / Require.positive("timeConstantSamples", timeConstantSamples);
        this.fastErrorSamples = Require.positive("fastErrorSamples", fastErrorSamples);
    }

    /**
     * Takes a measurement.
     *
     * @param errorSamples how much input time the output is behind: above 0 if it must go faster
     * @param samples outputs since the last measurement, at least 1
     * @return input samples for an output from now on, within {@link DriftResampler#MAX_DEVIATION} of 1
     */
    public double track(double errorSamples, int samples) {
        double natural = naturalRadPerSample * (locked ? 1 : FAST);
        double step = Math.min(1, natural * samples);
        smoothedError += step * (errorSamples - smoothedError);
        locked = Math.abs(smoothedError) < (locked ? 4 : 0.25) * fastErrorSamples
                && Math.abs(errorSamples) < 4 * fastErrorSamples;
        double limit = 0.9 * DriftResampler.MAX_DEVIATION;
        drift = clamp(drift + natural * natural * samples * errorSamples, limit);
        return 1 + clamp(drift + 2 * natural * errorSamples, limit);
    }

    /**
     * How fast the input's clock runs.
     *
     * @return relative deviation of the input's rate: 1e-4 is 100 ppm fast
     */
    public double drift() {
        return drift;
    }

    private static double clamp(double value, double limit) {
        return Math.max(-limit, Math.min(limit, value));
    }

    @Override
    public long stateBytes() {
        return 0;
    }

    @Override
    public void reset() {
        drift = 0;
        locked = false;
        smoothedError = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeDouble(drift);
        out.writeBoolean(locked);
        out.writeDouble(smoothedError);
    }

    @Override
    public void load(DataInput in) throws IOException {
        drift = in.readDouble();
        locked = in.readBoolean();
        smoothedError = in.readDouble();
    }
}
