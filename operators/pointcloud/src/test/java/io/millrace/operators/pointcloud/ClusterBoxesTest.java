package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import org.junit.jupiter.api.Test;

class ClusterBoxesTest extends CloudFixture {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new ClusterBoxes())
                .in(Cloud.spec(FIELDS).withRateHz(RATE_HZ))
                .with("fewest-points: 2", "cell-meters: 2", "reach-meters: 30");
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 2048; // bounds of each box while it is fitted
    }

    @Test
    void boxesWhatLiesTogether() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(cloud(0, 1, 1, 0, 0, 0, 2, 1, 1, 0, 0, 3, 1, 0.5f, 0, 0, -20, 9, 0, 0, 0));
            float[] box = run.last().tensor().floats();
            assertThat(box).containsExactly(2, 1, 0.5f, 2, 0, 1, 0, 3);
        }
    }

    @Test
    void leavesOutWhatIsTooLong() {
        try (OperatorRun run = harness(1).with("longest-meters: 1.5").open()) {
            run.feed(cloud(0, 1, 1, 0, 0, 0, 3, 1, 1, 0, 0, 10, 10, 0, 0, 0, 11, 10, 0, 0, 0));
            assertThat(run.last().tensor().floats()).containsExactly(10.5f, 10, 0, 1, 0, 0, 0, 2);
        }
    }

    @Test
    void refusesAGridThatIsTooFine() {
        assertThat(harness(1).with("cell-meters: 0.05", "reach-meters: 1000").problems())
                .containsExactly("grid is too fine: cell-meters=0.05, reach-meters=1000.0 (expected at most 4096 cells"
                        + " across)");
    }
}
