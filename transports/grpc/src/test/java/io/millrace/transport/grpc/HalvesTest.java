package io.millrace.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HalvesTest {

    /** IEEE 754-2008, binary16: sign, 5 bits of exponent with bias 15, 10 of fraction; summed up in double precision. */
    private static double value(int bits) {
        int exponent = bits >> 10 & 31;
        double fraction = (bits & 1023) / 1024.0;
        double magnitude = exponent == 0
                ? fraction * Math.pow(2, -14)
                : exponent == 31
                        ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                        : (1 + fraction) * Math.pow(2, exponent - 15);
        return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }

    @Test
    void everyHalfIsReadAsTheStandardSaysAndWrittenBack() {
        for (int bits = 0; bits < 65536; bits++) {
            float read = Halves.fromHalf((short) bits);
            assertThat((double) read).isEqualTo(Double.valueOf(value(bits))); // boxed: NaN equals NaN
            if (!Float.isNaN(read)) {
                assertThat(Halves.toHalf(read)).isEqualTo((short) bits);
            }
        }
        assertThat(Halves.fromHalf(Halves.toHalf(Float.NaN))).isNaN();
    }

    @Test
    void writingRoundsToTheNearestAndToEven() {
        long seed = 17;
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(44) - 28));
            int half = Halves.toHalf(value) & 0xffff;
            double error = Math.abs(value(half) - value);
            for (int other : new int[] {half - 1, half + 1}) {
                boolean neighbour = other >= 0 && (other & 0x8000) == (half & 0x8000) && Double.isFinite(value(other));
                if (neighbour && Double.isFinite(value(half))) {
                    double there = Math.abs(value(other) - value);
                    assertThat(error).as("seed %d, value %s", seed, value).isLessThanOrEqualTo(there);
                    if (error == there) {
                        assertThat(half & 1)
                                .as("seed %d, value %s", seed, value)
                                .isZero();
                    }
                }
            }
        }
        assertThat(Halves.fromHalf(Halves.toHalf(65519.996f))).isEqualTo(65504f);
        assertThat(Halves.fromHalf(Halves.toHalf(65520f))).isEqualTo(Float.POSITIVE_INFINITY);
    }

    @Test
    void bfloatsRoundToEven() {
        assertThat(Halves.toBfloat(1f)).isEqualTo((short) 0x3f80);
        assertThat(Halves.toBfloat(Float.intBitsToFloat(0x3f808000))).isEqualTo((short) 0x3f80);
        assertThat(Halves.toBfloat(Float.intBitsToFloat(0x3f818000))).isEqualTo((short) 0x3f82);
        assertThat(Halves.fromBfloat(Halves.toBfloat(Float.NaN))).isNaN();
        assertThat(Halves.fromBfloat((short) 0xc040)).isEqualTo(-3f);
    }
}
