package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import org.junit.jupiter.api.Test;

class CloudCropTest extends CloudFixture {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new CloudCrop())
                .in(Cloud.spec(FIELDS).withRateHz(RATE_HZ))
                .with("min: [-10, -10, -2]", "max: [10, 10, 2]", "near-meters: 1");
    }

    @Test
    void keepsWhatIsInsideInItsOrder() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(cloud(0, 5, 5, 1, 1, 0, 0.5f, 0, 0, 2, 0, -9, 3, -2, 3, 0, 11, 0, 0, 4, 0, Float.NaN, 0, 0, 5, 0));
            assertThat(run.last().tensor().floats()).containsExactly(5, 5, 1, 1, 0, -9, 3, -2, 3, 0);
        }
    }

    @Test
    void refusesCornersThatAreNone() {
        assertThat(harness(1).with("min: [1, 2]").problems())
                .containsExactly(
                        "corner is no point: min=[1.0, 2.0], max=[10.0, 10.0, 2.0] (expected three numbers each)");
    }
}
