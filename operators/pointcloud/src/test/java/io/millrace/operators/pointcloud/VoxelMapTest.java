package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import org.junit.jupiter.api.Test;

class VoxelMapTest extends CloudFixture {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new VoxelMap())
                .in(Cloud.spec(FIELDS).withRateHz(RATE_HZ))
                .with(
                        "min: [-15, -15, -15]",
                        "max: [15, 15, 15]",
                        "voxel: [3, 3, 30]",
                        "window-frames: 2",
                        "point-limit: 300");
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 320; // shapes and the bundle around three parts
    }

    @Test
    void holdsTheLastCloudsAndSaysWhatItUsedAgain() {
        try (OperatorRun run = harness(1).with("point-limit: 2").open()) {
            run.feed(cloud(0, 14, 14, 0, 10, 1));
            run.feed(cloud(1, 13, 14, 2, 20, 3, -15, -15, 1, 5, 0, 1, 1, 1, 1, 1));
            assertThat(run.last().bundle().tensor(0).ints()).containsExactly(0, 0, 0, 9, 9, 0);
            assertThat(run.last().bundle().tensor(1).floats()).containsExactly(-15, -15, 1, 5, 0, 13.5f, 14, 1, 15, 2);
            assertThat(run.last().bundle().tensor(2).ints()).containsExactly(1, 2);
            assertThat(run.gauge("reused-points")).isEqualTo(1);
            assertThat(run.gauge("left-out-points")).isEqualTo(1);
            run.feed(cloud(2));
            assertThat(run.last().bundle().tensor(2).ints()).containsExactly(1, 1);
        }
    }

    @Test
    void refusesAWindowThatHoldsTooMuch() {
        assertThat(harness(1).with("window-frames: 64", "point-limit: 100000").problems())
                .containsExactly("window holds too much: window-frames=64, point-limit=100000"
                        + " (expected a product of at most 4194304)");
    }
}
