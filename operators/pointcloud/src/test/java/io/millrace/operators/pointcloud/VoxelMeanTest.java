package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import org.junit.jupiter.api.Test;

class VoxelMeanTest extends CloudFixture {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new VoxelMean())
                .in(Cloud.spec(FIELDS).withRateHz(RATE_HZ))
                .with("min: [-15, -15, -15]", "max: [15, 15, 15]", "voxel: [3, 3, 30]");
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 320;
    }

    @Test
    void givesCellsMeansAndCounts() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(cloud(0, 14, 14, 0, 10, 1, 13, 14, 2, 20, 3, -15, -15, 1, 5, 0, 99, 0, 0, 0, 0));
            assertThat(run.last().bundle().tensor(0).ints()).containsExactly(0, 0, 0, 9, 9, 0);
            assertThat(run.last().bundle().tensor(1).floats()).containsExactly(-15, -15, 1, 5, 0, 13.5f, 14, 1, 15, 2);
            assertThat(run.last().bundle().tensor(2).ints()).containsExactly(1, 2);
            assertThat(run.gauge("outside-points")).isEqualTo(1);
        }
    }

    @Test
    void refusesAGridThatHoldsNothing() {
        assertThat(harness(1).with("voxel: [0, 1, 1]").problems())
                .containsExactly("argument out of range: voxel=0.0 (expected above 0)");
    }
}
