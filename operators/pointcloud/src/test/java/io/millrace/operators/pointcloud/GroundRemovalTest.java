package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import org.junit.jupiter.api.Test;

class GroundRemovalTest extends CloudFixture {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new GroundRemoval()).in(Cloud.spec(FIELDS).withRateHz(RATE_HZ));
    }

    @Test
    void keepsWhatStandsOnTheGround() {
        float[] points = new float[FIELDS * 101];
        for (int i = 0; i < 100; i++) {
            points[FIELDS * i] = i % 10;
            points[FIELDS * i + 1] = i / 10f;
            points[FIELDS * i + 2] = -1.5f;
        }
        points[FIELDS * 100] = 3;
        points[FIELDS * 100 + 3] = 77;
        try (OperatorRun run = harness(1).open()) {
            run.feed(cloud(0, points));
            assertThat(run.last().tensor().floats()).containsExactly(3, 0, 0, 77, 0);
        }
    }
}
