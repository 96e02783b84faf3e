package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.InputCheck;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.CellClusters;
import io.millrace.kernels.pointcloud.ProposalForm;
import io.millrace.kernels.pointcloud.SamplerBuilder;
import io.millrace.kernels.pointcloud.SequenceSampler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the points of moving things from the last clouds: each box is moved back to where it was in each cloud by its
 * velocity, and points of the cylinder around it are taken.
 *
 * <p><b>Input</b> bundles, as {@code align: exact} makes them: {@code points}, a cloud, f32 [point, field], x, y, z in m first;
 * and {@code boxes}, f32 [track, field=12] of {@code track-boxes}, or f32 [box, field=8] of {@code cluster-boxes}, which are
 * taken to stand still. Clouds of a sensor that moves must be moved into the world before, as must boxes.
 *
 * <p><b>Output</b> {@code out}, a bundle: {@code sample} f32 [box, frame, point, field], zero where there is none; {@code count}
 * i32 [box, frame]; {@code box} f32 [box, frame, field=8]: x, y, z, length, width, height in m, yaw in rad, time before now in s;
 * {@code proposal}, the boxes as they came. Frame 0 is now, frame k the k-th cloud before. {@code fused}: f32 [point, field], the
 * samples of all frames where their thing is now.
 *
 * <p><b>State and cost</b> the points of the clouds in the window, sorted into pillars; linear in the points of one cloud and in
 * those around each box. <b>Drops</b> nothing; the gauges say what the limits left out, how many points and voxels were looked
 * at beside all there are, and what was not sorted again.
 *
 * @see SequenceSampler
 */
public final class MotionSamples implements Operator<MotionSamples.Config> {

    static final String POINTS = "points";
    static final String BOXES = "boxes";

    /** Makes the operator; the service loader does. */
    public MotionSamples() {}

    /**
     * Settings.
     *
     * @param windowFrames clouds that count
     * @param sampleLimit most points of a box in a cloud
     * @param radiusFactor radius of the cylinder in half diagonals
     * @param seed decides which points are taken where there are more
     * @param reachMeters half the side of the square that is looked at
     * @param voxelMeters edge of a pillar
     * @param lowestMeters points below are left out
     * @param highestMeters points from there upwards are left out
     * @param voxelLimit most pillars with points
     * @param voxelPointLimit most points of a pillar
     * @param pointLimit most points of a cloud
     * @param boxLimit most boxes of a frame
     */
    public record Config(
            @Setting(help = "clouds that count, the new one among them", orElse = "4", min = 1, max = 16)
            int windowFrames,

            @Setting(
                    help = "most points of a box in a cloud, of more some at random",
                    orElse = "128",
                    min = 1,
                    max = 1024)
            int sampleLimit,

            @Setting(
                    help = "radius of the cylinder, in half diagonals of the box seen from above",
                    orElse = "1.1",
                    min = 0.01,
                    max = 100)
            double radiusFactor,

            @Setting(help = "decides which points are taken where there are more", orElse = "0")
            long seed,

            @Setting(help = "what is farther to a side is left out, m", orElse = "75.2", min = 1, max = 10000)
            double reachMeters,

            @Setting(help = "edge of a voxel along x and y, m; it is as high as the space", orElse = "0.4", min = 0.05)
            double voxelMeters,

            @Setting(help = "points below are left out, m", orElse = "-10")
            double lowestMeters,

            @Setting(help = "points from there upwards are left out, m", orElse = "10")
            double highestMeters,

            @Setting(help = "most voxels with points of a cloud", orElse = "50000", min = 1, max = 1048576)
            int voxelLimit,

            @Setting(help = "most points of a voxel; those after are left out", orElse = "32", min = 1, max = 4096)
            int voxelPointLimit,

            @Setting(
                    help = "most points of a cloud; those after are left out",
                    orElse = "131072",
                    min = 1,
                    max = 1048576)
            int pointLimit,

            @Setting(help = "most boxes of a frame; those after are left out", orElse = "128", min = 1, max = 1024)
            int boxLimit) {

        /**
         * Checks that what is made of it fits into memory.
         *
         * @param windowFrames clouds that count
         * @param sampleLimit most points of a box
         * @param radiusFactor radius of the cylinder
         * @param seed decides which points are taken
         * @param reachMeters half the side of the square
         * @param voxelMeters edge of a pillar
         * @param lowestMeters lower end
         * @param highestMeters upper end
         * @param voxelLimit most pillars
         * @param voxelPointLimit most points of a pillar
         * @param pointLimit most points of a cloud
         * @param boxLimit most boxes
         * @throws IllegalArgumentException if the limits together are too large, or there is no space between the ends
         */
        public Config {
            if ((long) windowFrames * sampleLimit * boxLimit > 1 << 20) {
                throw new IllegalArgumentException("samples are too many: window-frames=" + windowFrames
                        + ", sample-limit=" + sampleLimit + ", box-limit=" + boxLimit
                        + " (expected a product of at most 1048576)");
            }
            if ((long) windowFrames * pointLimit > 1 << 22) {
                throw new IllegalArgumentException("window holds too much: window-frames=" + windowFrames
                        + ", point-limit=" + pointLimit + " (expected a product of at most 4194304)");
            }
            if (!(2 * reachMeters / voxelMeters <= 4096) || !(lowestMeters < highestMeters)) {
                throw new IllegalArgumentException("space has no voxels: reach-meters=" + reachMeters
                        + ", voxel-meters=" + voxelMeters + ", lowest-meters=" + lowestMeters + ", highest-meters="
                        + highestMeters + " (expected at most 4096 voxels across, the lowest below the highest)");
            }
        }

        SamplerBuilder sampler() {
            return new SamplerBuilder()
                    .samples(windowFrames, sampleLimit, radiusFactor, seed)
                    .space(reachMeters, voxelMeters, lowestMeters, highestMeters)
                    .limits(voxelLimit, voxelPointLimit, pointLimit);
        }
    }

    @Override
    public String name() {
        return "motion-samples";
    }

    @Override
    public String summary() {
        return "collects the points of moving things from the last clouds";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        InputCheck check = inputs.single().bundle(POINTS, BOXES);
        StreamSpec in = check.spec();
        StreamSpec points = Cloud.part(in, POINTS);
        StreamSpec boxes = Cloud.part(in, BOXES);
        if (!Cloud.isF32(points, 2) || Cloud.fields(points) < 3 || Cloud.fields(points) > 64) {
            check.mismatch("points are no cloud", "points to be f32 [point, field], 3..64 fields");
            points = Cloud.spec(3);
        }
        if (form(boxes) == null) {
            check.mismatch(
                    "boxes are none",
                    "boxes to be f32 [track, field=12] of track-boxes or [box, field=8] of cluster-boxes");
            boxes = Cloud.rows(Cloud.BOX, CellClusters.BOX_FIELDS);
        }
        int fields = Cloud.fields(points);
        return Contract.of(MotionParts.samples(settings, fields, boxes)
                        .withRateHz(in.rateHz())
                        .withClockDomain(in.clockDomain()))
                .withOutput("fused", Cloud.spec(fields).withRateHz(in.rateHz()).withClockDomain(in.clockDomain()))
                .withStateBytes(settings.sampler().stateBytes(fields));
    }

    /** What boxes of a stream are, or null if they are none. */
    private static @Nullable ProposalForm form(StreamSpec boxes) {
        for (ProposalForm form : ProposalForm.values()) {
            String row = form == ProposalForm.TRACK ? Cloud.TRACK : Cloud.BOX;
            if (Cloud.isF32(boxes, 2)
                    && boxes.axes().get(0).name().equals(row)
                    && Cloud.fields(boxes) == form.fields()) {
                return form;
            }
        }
        return null;
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        StreamSpec in = context.input();
        List<String> names = List.copyOf(in.fields().keySet());
        int fields = Cloud.fields(Cloud.part(in, POINTS));
        ProposalForm form = form(Cloud.part(in, BOXES));
        if (form == null) {
            throw new IllegalStateException("boxes have changed since the plan was made: stream=" + in);
        }
        SequenceSampler sampler = settings.sampler().build(fields);
        return new MotionSamplesProcessor(
                sampler,
                new MotionParts(settings.windowFrames(), settings.sampleLimit(), fields),
                form,
                settings.boxLimit(),
                names.indexOf(POINTS),
                names.indexOf(BOXES));
    }
}
