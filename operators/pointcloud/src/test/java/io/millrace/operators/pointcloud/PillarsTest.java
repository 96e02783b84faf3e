package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.api.frame.Shape;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import org.junit.jupiter.api.Test;

class PillarsTest extends CloudFixture {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new Pillars())
                .in(Cloud.spec(FIELDS).withRateHz(RATE_HZ))
                .with(
                        "min: [-16, -16, -15]",
                        "max: [16, 16, 15]",
                        "size-meters: 4",
                        "point-limit: 2",
                        "pillar-limit: 24");
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 384; // shapes and the bundle around three parts
    }

    @Test
    void givesFeaturesCellsAndCountsAndSaysWhatItLeftOut() {
        try (OperatorRun run = harness(1).open()) {
            run.feed(cloud(0, 1, 2, 0, 10, 1, -15, 9, 1, 5, 0, 3, 2, 2, 20, 3, 2, 2, 2, 7, 7, 99, 0, 0, 0, 0));
            assertThat(run.last().bundle().tensor(0).shape()).isEqualTo(Shape.of(2, 2, 10));
            assertThat(run.last().bundle().tensor(0).floats())
                    .containsExactly(
                            1, 2, 0, 10, 1, -1, 0, -1, -1, 0, //
                            3, 2, 2, 20, 3, 1, 0, 1, 1, 0, //
                            -15, 9, 1, 5, 0, 0, 0, 0, -1, -1, //
                            0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
            assertThat(run.last().bundle().tensor(1).ints()).containsExactly(4, 4, 6, 0);
            assertThat(run.last().bundle().tensor(2).ints()).containsExactly(2, 1);
            assertThat(run.gauge("outside-points")).isEqualTo(1);
            assertThat(run.gauge("left-out-points")).isEqualTo(1);
        }
    }

    @Test
    void refusesAGridThatHoldsNothing() {
        assertThat(harness(1).with("max: [-16, 16, 15]").problems())
                .containsExactly("argument out of range: extent=0.0 (expected above 0)");
    }
}
