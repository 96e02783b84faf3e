package io.millrace.operators.pointcloud;

import io.millrace.api.config.Setting;
import io.millrace.api.frame.Frame;
import io.millrace.api.operator.Contract;
import io.millrace.api.operator.Emitter;
import io.millrace.api.operator.Gauge;
import io.millrace.api.operator.Inputs;
import io.millrace.api.operator.OpenContext;
import io.millrace.api.operator.Operator;
import io.millrace.api.operator.Processor;
import io.millrace.api.stream.StreamSpec;
import io.millrace.kernels.pointcloud.VoxelGrid;
import io.millrace.kernels.pointcloud.VoxelWindow;
import io.millrace.operators.support.KernelProcessor;
import java.util.List;

/**
 * Keeps the voxels of the last clouds of a stream up to date: the new cloud is added, the oldest taken away, what lies between
 * is used again. The result is to the last bit the one of full computation.
 *
 * <p><b>Input</b> a cloud, f32 [point, field], in axes that stay where they are: of a sensor that stands, or moved before.
 * <b>Output</b> a bundle: {@code cell} i32 [voxel, axis=3], the number of the voxel along x, y, z, rising; {@code mean} f32
 * [voxel, field]; {@code count} i32 [voxel], points in it. <b>State and cost</b> the clouds of the window and their voxels;
 * linear in the points of two clouds, plus sorting the voxels. <b>Drops</b> nothing; points beyond the limit of a cloud are
 * in the gauge {@code left-out-points}, points that were not computed again in {@code reused-points}.
 *
 * @see VoxelWindow
 */
public final class VoxelMap implements Operator<VoxelMap.Config> {

    /** Makes the operator; the service loader does. */
    public VoxelMap() {}

    /**
     * Settings.
     *
     * @param min lowest corner x, y, z, m
     * @param max highest corner x, y, z, m
     * @param voxel edges of a voxel along x, y, z, m
     * @param windowFrames clouds that count
     * @param pointLimit most points of a cloud
     */
    public record Config(
            @Setting(help = "lowest corner x, y, z, m") List<Double> min,
            @Setting(help = "highest corner x, y, z, m") List<Double> max,

            @Setting(help = "edges of a voxel along x, y, z, m")
            List<Double> voxel,

            @Setting(help = "clouds that count, the new one among them", orElse = "5", min = 1, max = 64)
            int windowFrames,

            @Setting(
                    help = "most points of a cloud; those after are left out",
                    orElse = "131072",
                    min = 1,
                    max = 1048576)
            int pointLimit) {

        /**
         * Checks that a grid can be made of it.
         *
         * @param min lowest corner
         * @param max highest corner
         * @param voxel edges of a voxel
         * @param windowFrames clouds that count
         * @param pointLimit most points of a cloud
         * @throws IllegalArgumentException if there are not three numbers each, or they hold no voxel
         */
        public Config {
            min = List.copyOf(min);
            max = List.copyOf(max);
            voxel = List.copyOf(voxel);
            VoxelParts.requireThree(min, max, voxel);
            new VoxelGrid(
                    Cloud.plain(min),
                    Cloud.plain(max),
                    Cloud.plain(voxel),
                    3); // says what is wrong without taking memory
            if ((long) windowFrames * pointLimit > 1 << 22) {
                throw new IllegalArgumentException("window holds too much: window-frames=" + windowFrames
                        + ", point-limit=" + pointLimit + " (expected a product of at most 4194304)");
            }
        }

        VoxelWindow window(int fields) {
            return new VoxelWindow(
                    Cloud.plain(min), Cloud.plain(max), Cloud.plain(voxel), fields, windowFrames, pointLimit);
        }
    }

    @Override
    public String name() {
        return "voxel-map";
    }

    @Override
    public String summary() {
        return "keeps the voxels of the last clouds up to date, touching only what came and what went";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = Cloud.points(inputs);
        return Contract.of(VoxelParts.spec(in))
                .withStateBytes(
                        VoxelWindow.stateBytes(Cloud.fields(in), settings.windowFrames(), settings.pointLimit()));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        return new Mapping(settings.window(Cloud.fields(context.input())), Cloud.fields(context.input()));
    }

    /** Takes one cloud after the other. */
    private static final class Mapping extends KernelProcessor {

        private final VoxelWindow window;
        private final int fields;
        private final Gauge leftOut = Gauge.of("left-out-points", "Points of the last cloud beyond the limit.");
        private final Gauge reused = Gauge.of("reused-points", "Points of the window that were not computed again.");
        private final Gauge occupied = Gauge.of("occupied-voxels", "Voxels of the window that hold a point.");

        Mapping(VoxelWindow window, int fields) {
            super(window);
            this.window = window;
            this.fields = fields;
        }

        @Override
        public List<Gauge> gauges() {
            return List.of(leftOut, reused, occupied);
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            float[] points = frame.tensor().floats();
            int size = window.take(points);
            int[] cells = new int[3 * size];
            float[] means = new float[fields * size];
            int[] counts = new int[size];
            window.into(cells, means, counts);
            leftOut.set(window.leftOut());
            reused.set(window.reused());
            occupied.set(size);
            out.emit(frame.withPayload(VoxelParts.of(fields, cells, means, counts)));
        }
    }
}
