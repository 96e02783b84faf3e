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
import java.util.List;

/**
 * Sorts a cloud into voxels and takes the mean of each: no limit on voxels, none on points in a voxel, no dependence on the
 * order of the points.
 *
 * <p><b>Input</b> a cloud, f32 [point, field]. <b>Output</b> a bundle: {@code cell} i32 [voxel, axis=3], the number of the
 * voxel along x, y, z, rising; {@code mean} f32 [voxel, field]; {@code count} i32 [voxel], points in it. <b>State and cost</b>
 * none between frames; linear in the points. <b>Drops</b> nothing; points outside are in the gauge {@code outside-points}.
 *
 * @see VoxelGrid
 */
public final class VoxelMean implements Operator<VoxelMean.Config> {

    /** Makes the operator; the service loader does. */
    public VoxelMean() {}

    /**
     * Settings.
     *
     * @param min lowest corner x, y, z, m
     * @param max highest corner x, y, z, m
     * @param voxel edges of a voxel along x, y, z, m
     */
    public record Config(
            @Setting(help = "lowest corner x, y, z, m") List<Double> min,
            @Setting(help = "highest corner x, y, z, m") List<Double> max,

            @Setting(help = "edges of a voxel along x, y, z, m")
            List<Double> voxel) {

        /**
         * Checks that a grid can be made of it.
         *
         * @param min lowest corner
         * @param max highest corner
         * @param voxel edges of a voxel
         * @throws IllegalArgumentException if there are not three numbers each, or they hold no voxel
         */
        public Config {
            min = List.copyOf(min);
            max = List.copyOf(max);
            voxel = List.copyOf(voxel);
            VoxelParts.requireThree(min, max, voxel);
            grid(min, max, voxel, 3);
        }

        VoxelGrid grid(int fields) {
            return grid(min, max, voxel, fields);
        }

        private static VoxelGrid grid(List<Double> min, List<Double> max, List<Double> voxel, int fields) {
            return new VoxelGrid(Cloud.plain(min), Cloud.plain(max), Cloud.plain(voxel), fields);
        }
    }

    @Override
    public String name() {
        return "voxel-mean";
    }

    @Override
    public String summary() {
        return "sorts a cloud into voxels and takes the mean of each";
    }

    @Override
    public Class<Config> settings() {
        return Config.class;
    }

    @Override
    public Contract contract(Config settings, Inputs inputs) {
        StreamSpec in = Cloud.points(inputs);
        return Contract.of(VoxelParts.spec(in));
    }

    @Override
    public Processor open(Config settings, OpenContext context) {
        int fields = Cloud.fields(context.input());
        return new Voxelizing(settings.grid(fields), fields);
    }

    /** Takes one cloud after the other. */
    private static final class Voxelizing implements Processor {

        private final VoxelGrid grid;
        private final int fields;
        private final Gauge outside = Gauge.of("outside-points", "Points of the last cloud outside the grid.");
        private final Gauge occupied = Gauge.of("occupied-voxels", "Voxels of the last cloud that hold a point.");

        Voxelizing(VoxelGrid grid, int fields) {
            this.grid = grid;
            this.fields = fields;
        }

        @Override
        public List<Gauge> gauges() {
            return List.of(outside, occupied);
        }

        @Override
        public void process(int input, Frame frame, Emitter out) {
            int size = grid.take(frame.tensor().floats());
            int[] cells = new int[3 * size];
            float[] means = new float[fields * size];
            int[] counts = new int[size];
            grid.cellsInto(cells);
            grid.meansInto(means);
            grid.countsInto(counts);
            outside.set(grid.outside());
            occupied.set(size);
            out.emit(frame.withPayload(VoxelParts.of(fields, cells, means, counts)));
        }
    }
}
