package io.millrace.kernels.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AgreementGateTest {

    private static final long SEED = Long.getLong("millrace.seed", 44);

    private static String passes(AgreementGate gate, double... agreements) {
        StringBuilder word = new StringBuilder();
        for (double agreement : agreements) {
            word.append(gate.next(new float[] {1}, new float[] {(float) agreement}) ? 'x' : '.');
        }
        return word.toString();
    }

    @Test
    void opensAtOneThresholdAndShutsBelowAnother() {
        AgreementGate gate = new AgreementGate(0.5, 0.2, 2, false, true, 0);
        assertThat(passes(gate, 0.4, 0.5, 0.3, 0.1, 0.3, 0.1, 0.1, 0.3, 0.6)).isEqualTo(".xxxxx..x");
        assertThat(gate.passed()).isEqualTo(6);
        assertThat(gate.withheld()).isEqualTo(3);
        assertThat(gate.openings()).isEqualTo(2);
    }

    @Test
    void passesAFrameNowAndThenThoughItIsShut() {
        AgreementGate gate = new AgreementGate(0.5, 0.5, 1, false, true, 3);
        assertThat(passes(gate, 0, 0, 0, 0, 1, 0, 0, 0)).isEqualTo("x..xx.x.");
        assertThat(gate.openings()).as("a keyframe opens nothing").isEqualTo(1);
    }

    @Test
    void silenceAgreesWithStillnessOnlyIfTold() {
        float[] drive = {-1, -2};
        float[] context = {-1};
        AgreementGate active = new AgreementGate(0.5, 0.5, 1, false, true, 0);
        AgreementGate all = new AgreementGate(0.5, 0.5, 1, false, false, 0);
        assertThat(active.next(drive, context)).isFalse();
        assertThat(active.agreement()).isZero();
        assertThat(all.next(drive, context)).isTrue();
        assertThat(all.agreement()).isEqualTo(2);
    }

    @Test
    void oneElementOrTheirMeanDecides() {
        float[] drive = {1, 1, 1};
        float[] context = {0.875f, -1, 0.5f};
        AgreementGate largest = new AgreementGate(0.5, 0.5, 1, false, true, 0);
        AgreementGate mean = new AgreementGate(0.5, 0.5, 1, true, true, 0);
        assertThat(largest.next(drive, context)).isTrue();
        assertThat(largest.agreement()).isEqualTo(0.875f);
        assertThat(mean.next(drive, context)).isFalse();
        assertThat(mean.agreement()).isEqualTo(0.125f);
    }

    /** Whatever comes: every pair is counted once, and what is open opens exactly where modulation amplifies enough. */
    @Test
    void countsEveryPairOnceAndFollowsTheModulation() {
        Random random = new Random(SEED);
        double threshold = 0.3;
        AgreementGate gate = new AgreementGate(threshold, threshold, 1, false, false, 0);
        ContextModulation modulation = new ContextModulation(1, 1e6);
        double wanted = modulation.gain(1, threshold);
        for (int i = 1; i <= 5000; i++) {
            float[] drive = {(float) random.nextGaussian(), (float) random.nextGaussian()};
            float[] context = {(float) random.nextGaussian(), (float) random.nextGaussian()};
            double gain = Math.max(modulation.gain(drive[0], context[0]), modulation.gain(drive[1], context[1]));
            boolean passes = gate.next(drive, context);
            if (Math.abs(gain - wanted) > 1e-6) {
                assertThat(passes).as("seed=%d i=%d gain=%f", SEED, i, gain).isEqualTo(gain > wanted);
            }
            assertThat(gate.passed() + gate.withheld()).isEqualTo(i);
        }
        assertThat(gate.passed()).isBetween(1000L, 4000L);
    }
}
