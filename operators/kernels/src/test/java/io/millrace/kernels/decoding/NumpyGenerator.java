package io.millrace.kernels.decoding;

/**
 * The numbers of {@code numpy.random.default_rng(seed)}: PCG64 (O'Neill 2014, XSL-RR) and the ziggurat of 256 layers
 * (Marsaglia and Tsang 2000) in numpy's order. Only what {@link Movement} needs; the state behind a seed is written out,
 * as {@code bit_generator.state} prints it.
 */
final class NumpyGenerator {

    private static final double RIGHT = 3.6541528853610088;
    private static final double AREA = 0.00492867323399;
    private static final long MULTIPLIER_HIGH = 0x2360ED051FC65DA4L;
    private static final long MULTIPLIER_LOW = 0x4385DF649FCCF645L;
    private static final int LAYERS = 256;
    private static final double MANTISSA = 0x1p52;

    private final long incrementHigh;
    private final long incrementLow;
    private final long[] bound = new long[LAYERS];
    private final double[] width = new double[LAYERS];
    private final double[] height = new double[LAYERS];
    private long high;
    private long low;

    private NumpyGenerator(long high, long low, long incrementHigh, long incrementLow) {
        this.high = high;
        this.low = low;
        this.incrementHigh = incrementHigh;
        this.incrementLow = incrementLow;
        double x = RIGHT;
        double bottom = AREA / Math.exp(-0.5 * x * x);
        bound[0] = (long) (x / bottom * MANTISSA);
        width[0] = bottom / MANTISSA;
        width[LAYERS - 1] = x / MANTISSA;
        height[0] = 1;
        height[LAYERS - 1] = Math.exp(-0.5 * x * x);
        for (int i = LAYERS - 2; i > 0; i--) {
            double above = Math.sqrt(-2 * Math.log(AREA / x + Math.exp(-0.5 * x * x)));
            bound[i + 1] = (long) (above / x * MANTISSA);
            width[i] = above / MANTISSA;
            height[i] = Math.exp(-0.5 * above * above);
            x = above;
        }
    }

    /** Of seed 0 or 1. */
    static NumpyGenerator of(int seed) {
        return seed == 0
                ? new NumpyGenerator(0x1aa1b5345996452dL, 0x09585eb7a69561e3L, 0x418ddadb3af71a82L, 0x588133bc447873a9L)
                : new NumpyGenerator(
                        0x9c5b484bfedb756cL, 0x2a6e7d6f320fbc7eL, 0x922af2da2645f895L, 0xa19857b95740937bL);
    }

    private long next() {
        long productLow = low * MULTIPLIER_LOW;
        long productHigh = unsignedHigh(low, MULTIPLIER_LOW) + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH;
        low = productLow + incrementLow;
        high = productHigh + incrementHigh + (Long.compareUnsigned(low, productLow) < 0 ? 1 : 0);
        return Long.rotateRight(high ^ low, (int) (high >>> 58));
    }

    private static long unsignedHigh(long a, long b) {
        return Math.multiplyHigh(a, b) + (a >> 63 & b) + (b >> 63 & a);
    }

    /** In [0, 1). */
    double uniform() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** Of mean 0 and variance 1. */
    double normal() {
        while (true) {
            long bits = next();
            int layer = (int) (bits & 0xff);
            long magnitude = bits >>> 9 & 0x000fffffffffffffL;
            double x = (bits >> 8 & 1) != 0 ? -magnitude * width[layer] : magnitude * width[layer];
            if (magnitude < bound[layer]) {
                return x;
            }
            if (layer == 0) {
                return tail((magnitude >> 8 & 1) != 0);
            }
            if ((height[layer - 1] - height[layer]) * uniform() + height[layer] < Math.exp(-0.5 * x * x)) {
                return x;
            }
        }
    }

    private double tail(boolean negative) {
        while (true) {
            double x = -Math.log1p(-uniform()) / RIGHT;
            double y = -Math.log1p(-uniform());
            if (y + y > x * x) {
                return negative ? -(RIGHT + x) : RIGHT + x;
            }
        }
    }
}
