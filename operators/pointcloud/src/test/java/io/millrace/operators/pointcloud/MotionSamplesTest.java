package io.millrace.operators.pointcloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.api.frame.Bundle;
import io.millrace.api.frame.ElementType;
import io.millrace.api.frame.Frame;
import io.millrace.api.frame.Tensor;
import io.millrace.api.stream.Axis;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.BoxTracker;
import io.millrace.kernels.pointcloud.CellClusters;
import io.millrace.testkit.Frames;
import io.millrace.testkit.OperatorHarness;
import io.millrace.testkit.OperatorRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The boxes come first here: parts are found by their names. */
class MotionSamplesTest extends CloudFixture {

    private static final List<String> PARTS = List.of("boxes", "points");
    private static final int TRACK = BoxTracker.TRACK_FIELDS;

    @Override
    protected OperatorHarness<?> harness(int width) {
        return harness(Cloud.rows(Cloud.TRACK, TRACK), Cloud.spec(FIELDS))
                .with(
                        "window-frames: 3",
                        "sample-limit: 6",
                        "seed: 3",
                        "reach-meters: 18",
                        "voxel-meters: 2",
                        "voxel-limit: 200",
                        "voxel-point-limit: 4",
                        "point-limit: 300",
                        "box-limit: 5");
    }

    private static OperatorHarness<?> harness(StreamSpec boxes, StreamSpec points) {
        Map<String, StreamSpec> parts = new LinkedHashMap<>();
        parts.put("boxes", boxes);
        parts.put("points", points);
        return OperatorHarness.of(new MotionSamples())
                .in(StreamSpec.bundle(parts).withRateHz(RATE_HZ));
    }

    @Override
    protected Frame frame(int width, long sequence, Random random) {
        float[] tracks = new float[TRACK * random.nextInt(7)];
        for (int i = 0; i < tracks.length; i++) {
            tracks[i] = 16 * random.nextFloat() - 8;
        }
        return frame(sequence, super.frame(width, sequence, random).tensor(), tracks, TRACK);
    }

    private static Frame frame(long sequence, Tensor points, float[] boxes, int fields) {
        return Frames.of(sequence, RATE_HZ, Bundle.of(PARTS, Cloud.of(boxes, fields), points));
    }

    private static Tensor points(float... values) {
        return Cloud.of(values, FIELDS);
    }

    @Override
    protected int allowedBytesPerFrame() {
        return 512; // shapes of four parts and a cloud, and the bundle around the parts
    }

    /** A thing at 10 m/s along x, seen at 3, 4 and 5 m; beside it a post that it passes. */
    @Test
    void followsAThingBackThroughTheLastClouds() {
        float[] post = {6.5f, 1.9f, 0, 9, 0};
        try (OperatorRun run = harness(1).with("window-frames: 4").open()) {
            for (int k = 0; k < 3; k++) {
                float[] track = {7, 3 + k, 0, 0, 2, 1, 1, 0, 10, 0, 9, 0};
                run.feed(frame(
                        k, points(3 + k, 0.5f, k, 1, 0, post[0], post[1], post[2], post[3], post[4]), track, TRACK));
            }
            Bundle parts = run.emitted(0).get(2).bundle();
            assertThat(parts.tensor(1).ints()).containsExactly(1, 1, 1, 0);
            float[] sample = parts.tensor(0).floats();
            float[] box = parts.tensor(2).floats();
            assertThat(sample).hasSize(4 * 6 * FIELDS);
            for (int k = 0; k < 3; k++) {
                assertThat(sample[k * 6 * FIELDS]).isEqualTo(5 - k);
                assertThat(sample[k * 6 * FIELDS + 2]).isEqualTo(2 - k);
                assertThat(sample[k * 6 * FIELDS + FIELDS]).isZero();
                assertThat(box[8 * k]).isCloseTo(5 - k, within(1e-6f));
                assertThat(box[8 * k + 7]).isCloseTo(0.1f * k, within(1e-6f));
            }
            assertThat(parts.part(3)).isEqualTo(Cloud.of(new float[] {7, 5, 0, 0, 2, 1, 1, 0, 10, 0, 9, 0}, TRACK));
            float[] fused = run.emitted(1).get(2).tensor().floats();
            assertThat(fused).hasSize(3 * FIELDS);
            for (int k = 0; k < 3; k++) {
                assertThat(fused[k * FIELDS]).isCloseTo(5, within(1e-5f));
            }
            assertThat(run.gauge("touched-points"))
                    .isEqualTo(3 + 1); // the post is in a voxel that only the last cylinder touches
            assertThat(run.gauge("all-points")).isEqualTo(6);
            assertThat(run.gauge("reused-points")).isEqualTo(4);
            assertThat(run.gauge("reused-voxels")).isEqualTo(4);
            assertThat(run.gauge("left-out-points")).isZero();
        }
    }

    @Test
    void takesBoxesThatAreNotKnownToMoveAndCountsWhatIsLeftOut() {
        try (OperatorRun run = harness(Cloud.rows(Cloud.BOX, CellClusters.BOX_FIELDS), Cloud.spec(FIELDS))
                .with("window-frames: 2", "box-limit: 1", "point-limit: 2")
                .open()) {
            float[] boxes = {1, 1, 0, 2, 2, 1, 0, 5, 9, 9, 0, 2, 2, 1, 0, 5};
            run.feed(frame(0, points(1, 1, 0, 1, 0, 1, 1, 0, 2, 0, 1, 1, 0, 3, 0), boxes, 8));
            assertThat(run.emitted(0).get(0).bundle().tensor(1).ints()).containsExactly(2, 0);
            assertThat(run.gauge("left-out-points")).isEqualTo(1);
            assertThat(run.gauge("left-out-boxes")).isEqualTo(1);
        }
    }

    @Test
    void refusesStreamsThatAreNoPointsOrNoBoxes() {
        StreamSpec pose = StreamSpec.tensor(ElementType.F32, Axis.of("value", 7));
        assertThat(harness(pose, pose).problems())
                .containsExactly(
                        "points are no cloud: node=node, input=in-0, stream={boxes: f32[value=7], points: f32[value=7]} 10 Hz"
                                + " (expected points to be f32 [point, field], 3..64 fields)",
                        "boxes are none: node=node, input=in-0, stream={boxes: f32[value=7], points: f32[value=7]} 10 Hz"
                                + " (expected boxes to be f32 [track, field=12] of track-boxes or [box, field=8] of"
                                + " cluster-boxes)");
    }

    @Test
    void refusesLimitsThatHoldTooMuch() {
        assertThat(harness(1).with("sample-limit: 1024", "box-limit: 1024").problems())
                .containsExactly("samples are too many: window-frames=3, sample-limit=1024, box-limit=1024"
                        + " (expected a product of at most 1048576)");
        assertThat(harness(1).with("window-frames: 8", "point-limit: 1000000").problems())
                .containsExactly("window holds too much: window-frames=8, point-limit=1000000"
                        + " (expected a product of at most 4194304)");
        assertThat(harness(1).with("voxel-meters: 0.05", "reach-meters: 1000").problems())
                .containsExactly("space has no voxels: reach-meters=1000.0, voxel-meters=0.05, lowest-meters=-10.0,"
                        + " highest-meters=10.0 (expected at most 4096 voxels across, the lowest below the highest)");
    }
}
