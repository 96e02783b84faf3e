package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Frame;
import io.millrace.kernels.pointcloud.CellClusters;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrackBoxesTest extends CloudFixture {

    @Override
    protected OperatorHarness<?> harness(int width) {
        return OperatorHarness.of(new TrackBoxes())
                .in(Cloud.rows(Cloud.BOX, CellClusters.BOX_FIELDS).withRateHz(RATE_HZ))
                .with("confirm-frames: 2", "track-limit: 40");
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] boxes = new float[CellClusters.BOX_FIELDS * random.nextInt(Math.min(width, 12) + 1)];
        for (int box = 0; box < boxes.length; box += CellClusters.BOX_FIELDS) {
            boxes[box] = random.nextInt(5) * 20 + random.nextFloat() + sequence * 0.1f;
            boxes[box + 1] = random.nextFloat();
            boxes[box + 3] = 4;
        }
        return boxes(sequence, boxes);
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 65_536; // costs of the assignment, and tracks that begin
    }

    private static Frame boxes(long sequence, float... boxes) {
        return Frames.of(sequence, RATE_HZ, Cloud.of(boxes, CellClusters.BOX_FIELDS));
    }

    @Test
    void givesIdentityAndVelocity() {
        try (OperatorRun run = harness(1).open()) {
            for (int i = 0; i < 30; i++) {
                run.feed(boxes(i, 0.5f * i, 3, 1, 4, 2, 1.5f, 0, 50));
            }
            assertThat(run.emitted().get(0).tensor().shape().extent(0)).isZero();
            float[] track = run.last().tensor().floats();
            assertThat(track[0]).isEqualTo(1);
            assertThat((double) track[1]).isCloseTo(14.5, within(0.05));
            assertThat((double) track[8]).isCloseTo(5, within(0.1));
            assertThat(track[10]).isEqualTo(30);
            assertThat(run.gauge("tracks")).isEqualTo(1);
        }
    }
}
