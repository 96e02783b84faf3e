package io.millrace.kernels.decoding;

/** The simulated movement and noise of {@code operators/reference/movement.py}, from the same seeds. */
final class Movement {

    private static final double RATE_HZ = 250;

    private Movement() {}

    /** SplitMix64. */
    static double[] uniform(long seed, int count) {
        double[] u = new double[count];
        long state = seed;
        for (int i = 0; i < count; i++) {
            state += 0x9E3779B97F4A7C15L;
            long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
            z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
            u[i] = ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
        }
        return u;
    }

    /** Box-Muller. */
    static double[] normal(long seed, int count) {
        double[] u = uniform(seed, count + count % 2);
        double[] n = new double[u.length];
        for (int i = 0; i < u.length; i += 2) {
            double radius = Math.sqrt(-2 * StrictMath.log(1 - u[i]));
            n[i] = radius * StrictMath.cos(2 * Math.PI * u[i + 1]);
            n[i + 1] = radius * StrictMath.sin(2 * Math.PI * u[i + 1]);
        }
        return n;
    }

    /** Velocity [samples][2] of minimum-jerk reaches. */
    static double[][] velocity(int samples, long seed) {
        double[] u = uniform(seed, 3 * samples);
        double[][] velocity = new double[samples][2];
        double[] position = {0.5, 0.5};
        int at = 0;
        for (int reach = 0; at < samples; reach++) {
            int steps = (int) (RATE_HZ * (0.4 + (0.9 - 0.4) * u[3 * reach + 2]));
            for (int i = 0; i < steps && at + i < samples; i++) {
                double t = (i + 0.5) / steps;
                double speed = (30 * t * t - 60 * t * t * t + 30 * t * t * t * t) * RATE_HZ / steps;
                velocity[at + i][0] = speed * (u[3 * reach] - position[0]);
                velocity[at + i][1] = speed * (u[3 * reach + 1] - position[1]);
            }
            position = new double[] {u[3 * reach], u[3 * reach + 1]};
            at += steps;
        }
        return velocity;
    }

    /** AR(1) noise of variance 1. */
    static double[][] noise(int samples, int axes, long seed, double colour) {
        double[] e = normal(seed, samples * axes);
        double[][] n = new double[samples][axes];
        double fresh = Math.sqrt(1 - colour * colour);
        for (int t = 0; t < samples; t++) {
            for (int c = 0; c < axes; c++) {
                double value = e[t * axes + c];
                n[t][c] = t == 0 ? value : colour * n[t - 1][c] + fresh * value;
            }
        }
        return n;
    }
}
