package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import org.junit.jupiter.api.Test;

class CloudDeskewTest extends CloudFixture {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new CloudDeskew())
                .in(Cloud.spec(FIELDS).withRateHz(RATE_HZ))
                .with("velocity-meters-per-second: [10, 0, 0]");
    }

    /** A car drives 20 m/s on a circle and turns 0.5 rad/s; what it sees of a post during a turn must be one place. */
    @Test
    void aPostSeenFromAMovingCarStandsStill() {
        double speed = 20;
        double turning = 0.5;
        double postX = 12;
        double postY = -5;
        float[] seen = new float[FIELDS * 11];
        for (int i = 0; i < 11; i++) {
            double t = i * 0.01;
            double heading = turning * t;
            double dx = postX - speed / turning * Math.sin(heading);
            double dy = postY - speed / turning * (1 - Math.cos(heading));
            seen[FIELDS * i] = (float) (Math.cos(heading) * dx + Math.sin(heading) * dy);
            seen[FIELDS * i + 1] = (float) (Math.cos(heading) * dy - Math.sin(heading) * dx);
            seen[FIELDS * i + 2] = 1.25f;
            seen[FIELDS * i + 3] = i;
            seen[FIELDS * i + 4] = (float) t;
        }
        assertThat((double) seen[FIELDS * 10])
                .isLessThan(postX - 1.9); // the car came nearer: there is something to undo
        try (OperatorRun run = harness(1)
                .with("velocity-meters-per-second: [20, 0, 0]", "turning-radians-per-second: [0, 0, 0.5]")
                .open()) {
            run.feed(cloud(0, seen));
            float[] moved = run.last().tensor().floats();
            for (int i = 0; i < 11; i++) {
                assertThat((double) moved[FIELDS * i]).isCloseTo(postX, within(1e-5));
                assertThat((double) moved[FIELDS * i + 1]).isCloseTo(postY, within(1e-5));
                assertThat(moved[FIELDS * i + 2]).isEqualTo(1.25f);
                assertThat(moved[FIELDS * i + 3]).isEqualTo(i);
                assertThat(moved[FIELDS * i + 4]).isEqualTo(seen[FIELDS * i + 4]);
            }
        }
    }

    @Test
    void refusesAMotionThatIsNone() {
        assertThat(harness(1).with("velocity-meters-per-second: [1, 2]").problems())
                .containsExactly("motion is none: velocity-meters-per-second=[1.0, 2.0],"
                        + " turning-radians-per-second=[0.0, 0.0, 0.0] (expected three finite numbers each)");
    }
}
