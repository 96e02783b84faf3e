package io.millrace.kernels.pointcloud;

import io.millrace.kernels.Require;

/** Takes the settings of a {@link SequenceSampler} one by one. */
public final class SamplerBuilder {

    int frames = 4;
    int samples = 128;
    double radiusFactor = 1.1;
    long seed;
    CylinderPillars.Grid grid = new CylinderPillars.Grid(75.2, 0.4, -10, 10, 50_000, 32, 1 << 17);

    /** Makes a builder with what the paper's authors chose. */
    public SamplerBuilder() {}

    /**
     * What is taken.
     *
     * @param window frames, the newest among them, 1..64
     * @param perFrame most points of a proposal in a frame, 1..4096
     * @param factor radius of the cylinder, in half diagonals of a proposal seen from above, above 0
     * @param randomSeed decides which points are taken where there are more
     * @return this
     */
    public SamplerBuilder samples(int window, int perFrame, double factor, long randomSeed) {
        frames = Require.inRange("window", window, 1, 64);
        samples = Require.inRange("samples", perFrame, 1, 4096);
        radiusFactor = Require.positive("radiusFactor", factor);
        seed = randomSeed;
        return this;
    }

    /**
     * Where points are.
     *
     * @param reachMeters pillars cover -reach .. reach in x and y, m
     * @param sizeMeters edge of a pillar, m; at most 4096 across
     * @param lowMeters points below are left out, m
     * @param highMeters points from here upwards are left out, m
     * @return this
     */
    public SamplerBuilder space(double reachMeters, double sizeMeters, double lowMeters, double highMeters) {
        grid = new CylinderPillars.Grid(
                reachMeters,
                sizeMeters,
                lowMeters,
                highMeters,
                grid.voxelLimit(),
                grid.pointsPerVoxel(),
                grid.pointLimit());
        return this;
    }

    /**
     * How much there may be in a frame.
     *
     * @param voxels most pillars with points, 1..2^20; points of others are left out
     * @param pointsPerVoxel most points of a pillar, 1..2^20; those after are left out
     * @param points most points of a cloud, 1..2^20; those after are left out; at most 2^23 in the window
     * @return this
     */
    public SamplerBuilder limits(int voxels, int pointsPerVoxel, int points) {
        grid = new CylinderPillars.Grid(
                grid.reachMeters(),
                grid.sizeMeters(),
                grid.lowMeters(),
                grid.highMeters(),
                voxels,
                pointsPerVoxel,
                points);
        return this;
    }

    /**
     * The memory of a sampler that need not be there yet.
     *
     * @param fields numbers of a point
     * @return bytes
     */
    public long stateBytes(int fields) {
        return frames * (grid.stateBytes(fields) + Long.BYTES) + 2L * Integer.BYTES * grid.pointLimit();
    }

    /**
     * Makes the sampler.
     *
     * @param fields numbers of a point, 3..64
     * @return the sampler
     */
    public SequenceSampler build(int fields) {
        Require.inRange("points of the window", frames * grid.pointLimit(), 1, 1 << 23);
        return new SequenceSampler(this, Require.inRange("fields", fields, 3, 64));
    }
}
