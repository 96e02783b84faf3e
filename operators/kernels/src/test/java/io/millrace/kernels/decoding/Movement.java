package io.millrace.kernels.decoding;

/** The simulated movement and noise of {@code operators/reference/movement.py}, from the same seeds. */
final class Movement {

    private static final double RATE_HZ = 250;
    private static final int REACHES = 400;

    private Movement() {}

    /** Velocity [samples][2] of minimum-jerk reaches between targets in a square. */
    static double[][] velocity(int samples) {
        NumpyGenerator random = NumpyGenerator.of(0);
        double[][] target = new double[REACHES][2];
        for (double[] point : target) {
            point[0] = -1 + 2 * random.uniform();
            point[1] = -1 + 2 * random.uniform();
        }
        double[][] velocity = new double[samples][2];
        int at = 0;
        for (int reach = 0; at < samples; reach++) {
            double[] before = target[(reach + REACHES - 1) % REACHES];
            int steps = (int) ((0.4 + (0.9 - 0.4) * random.uniform()) * RATE_HZ);
            for (int i = 0; i < steps && at + i < samples; i++) {
                double t = i / (steps - 1.0);
                double speed = (30 * t * t - 60 * t * t * t + 30 * t * t * t * t) / steps;
                velocity[at + i][0] = speed * (target[reach][0] - before[0]);
                velocity[at + i][1] = speed * (target[reach][1] - before[1]);
            }
            at += steps;
        }
        return velocity;
    }

    /** AR(1) noise [samples][2] of variance 1. */
    static double[][] noise(int samples, double colour) {
        NumpyGenerator random = NumpyGenerator.of(1);
        double[][] n = new double[samples][2];
        double fresh = Math.sqrt(1 - colour * colour);
        for (int t = 0; t < samples; t++) {
            for (int c = 0; c < 2; c++) {
                n[t][c] = (t == 0 ? 0 : colour * n[t - 1][c]) + fresh * random.normal();
            }
        }
        return n;
    }
}
