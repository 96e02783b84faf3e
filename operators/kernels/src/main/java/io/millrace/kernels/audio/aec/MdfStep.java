package io.millrace.kernels.audio.aec;

import io.millrace.kernels.StateIo;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The step size of every bin: large where the error is echo that has leaked through, small where it is the near end. How much
 * leaks is the regression of the fluctuations of the error's power on those of the echo's.
 */
final class MdfStep {

    private static final double LEAST_LEAK = 0.005;

    /** Step size a bin. */
    final double[] size;

    private final int block;
    private final int partitions;
    private final double average;
    private final double betaEcho;
    private final double betaMost;
    private final double[] errorMean;
    private final double[] echoMean;
    private double covariance;
    private double variance;
    private double adaptation;
    private boolean adapted;

    MdfStep(int block, int partitions, double rateHz) {
        this.block = block;
        this.partitions = partitions;
        this.average = block / rateHz;
        this.betaEcho = 2 * block / rateHz;
        this.betaMost = 0.5 * block / rateHz;
        this.size = new double[block + 1];
        this.errorMean = new double[block + 1];
        this.echoMean = new double[block + 1];
        reset();
    }

    /** Whether it has seen enough echo to trust its measure of leakage. */
    boolean adapted() {
        return adapted;
    }

    void update(
            double[] errorRe,
            double[] errorIm,
            double[] echoRe,
            double[] echoIm,
            double[] power,
            double farEnergy,
            double errorEnergyRaw,
            double cross,
            double echoEnergy) {
        double errorEnergy = Math.max(errorEnergyRaw, 200.0 * block);
        double leak = leakage(errorRe, errorIm, echoRe, echoIm, errorEnergy, echoEnergy);
        double ratio = (1e-4 * farEnergy + 3 * leak * echoEnergy) / errorEnergy;
        ratio = Math.max(ratio, cross * cross / (1 + errorEnergy * echoEnergy));
        ratio = Math.min(ratio, 0.5);
        adapted |= adaptation > partitions && leak > 0.03;
        if (!adapted) {
            double rate = farEnergy > 2000.0 * block ? Math.min(0.25 * farEnergy, 0.25 * errorEnergy) / errorEnergy : 0;
            for (int k = 0; k <= block; k++) {
                size[k] = rate / (power[k] + 10);
            }
            adaptation += rate;
            return;
        }
        for (int k = 0; k <= block; k++) {
            double echo = echoRe[k] * echoRe[k] + echoIm[k] * echoIm[k];
            double error = errorRe[k] * errorRe[k] + errorIm[k] * errorIm[k] + 1;
            double residual = 0.7 * Math.min(leak * echo, 0.5 * error) + 0.3 * ratio * error;
            size[k] = residual / (error * (power[k] + 10));
        }
    }

    private double leakage(
            double[] errorRe,
            double[] errorIm,
            double[] echoRe,
            double[] echoIm,
            double errorEnergy,
            double echoEnergy) {
        double both = 1;
        double own = 1;
        for (int k = 0; k <= block; k++) {
            double error = errorRe[k] * errorRe[k] + errorIm[k] * errorIm[k];
            double echo = echoRe[k] * echoRe[k] + echoIm[k] * echoIm[k];
            double e = error - errorMean[k];
            double y = echo - echoMean[k];
            both += e * y;
            own += y * y;
            errorMean[k] += average * e;
            echoMean[k] += average * y;
        }
        double deviation = Math.sqrt(own);
        double alpha = Math.min(betaEcho * echoEnergy, betaMost * errorEnergy) / errorEnergy;
        covariance = (1 - alpha) * covariance + alpha * both / deviation;
        variance = Math.max(1, (1 - alpha) * variance + alpha * deviation);
        covariance = Math.min(variance, Math.max(LEAST_LEAK * variance, covariance));
        return covariance / variance;
    }

    long stateBytes() {
        return (long) Double.BYTES * (3L * (block + 1) + 4);
    }

    void reset() {
        Arrays.fill(size, 0);
        Arrays.fill(errorMean, 0);
        Arrays.fill(echoMean, 0);
        covariance = 1;
        variance = 1;
        adaptation = 0;
        adapted = false;
    }

    void save(DataOutput out) throws IOException {
        StateIo.writeDoubles(out, size);
        StateIo.writeDoubles(out, errorMean);
        StateIo.writeDoubles(out, echoMean);
        out.writeDouble(covariance);
        out.writeDouble(variance);
        out.writeDouble(adaptation);
        out.writeBoolean(adapted);
    }

    void load(DataInput in) throws IOException {
        StateIo.readDoubles(in, "mdf-step.size", size);
        StateIo.readDoubles(in, "mdf-step.error", errorMean);
        StateIo.readDoubles(in, "mdf-step.echo", echoMean);
        covariance = in.readDouble();
        variance = in.readDouble();
        adaptation = in.readDouble();
        adapted = in.readBoolean();
    }
}
