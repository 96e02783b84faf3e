package io.millrace.kernels.audio.aec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FarEndLineTest {

    private static final int BLOCK = 64;

    @Test
    void copiesAtAWholeDelay() {
        FarEndLine line = new FarEndLine(300);
        double[] out = new double[BLOCK];
        for (int start = 0; start < 640; start += BLOCK) {
            line.push(ramp(start));
        }
        line.read(10, 10, out);
        assertThat(out[0]).isEqualTo(640 - BLOCK - 10);
        assertThat(out[BLOCK - 1]).isEqualTo(639 - 10);
    }

    /** A sine at 0.7 of half the rate against its formula: -60 dB, the images of a 32-tap Hann-windowed sinc. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-4, -1e-4, 5e-4})
    void readsBetweenSamplesAtADelayThatMoves(double drift) {
        FarEndLine line = new FarEndLine(1000);
        double omega = 0.7 * Math.PI;
        double delay = 100.37;
        double[] out = new double[BLOCK];
        double worst = 0;
        for (int start = 0; start < 12800; start += BLOCK) {
            double[] block = new double[BLOCK];
            for (int i = 0; i < BLOCK; i++) {
                block[i] = Math.sin(omega * (start + i));
            }
            line.push(block);
            double end = delay + drift * BLOCK;
            line.read(delay, end, out);
            for (int i = 0; i < BLOCK && start > 640; i++) {
                double at = start + i - (delay + (end - delay) * i / BLOCK);
                worst = Math.max(worst, Math.abs(out[i] - Math.sin(omega * at)));
            }
            delay = end;
        }
        assertThat(worst).isLessThan(1e-3);
    }

    @Test
    void keepsItsPrecisionForDays() {
        FarEndLine line = new FarEndLine(100);
        double[] constant = new double[BLOCK];
        Arrays.fill(constant, 1);
        for (int i = 0; i < 10; i++) {
            line.push(constant);
        }
        double[] out = new double[BLOCK];
        line.read(20.25, 20.5, out);
        assertThat(out).containsOnly(new double[] {1}, within(1e-6));
    }

    private static double[] ramp(int start) {
        double[] block = new double[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            block[i] = start + i;
        }
        return block;
    }
}
