package io.millrace.kernels.pointcloud;

/** What sampling one frame cost, beside what it would have cost by looking at every point for every proposal. */
public final class SamplingLedger {

    private long touchedPoints;
    private long touchedVoxels;
    private long allPoints;
    private long reusedVoxels;
    private long reusedPoints;

    SamplingLedger() {}

    void begin() {
        touchedPoints = 0;
        touchedVoxels = 0;
        allPoints = 0;
        reusedVoxels = 0;
        reusedPoints = 0;
    }

    void look(int points, int voxels) {
        touchedPoints += points;
        touchedVoxels += voxels;
    }

    void couldLook(int points) {
        allPoints += points;
    }

    void reuse(int points, int voxels) {
        reusedPoints += points;
        reusedVoxels += voxels;
    }

    /**
     * Points whose distance was computed.
     *
     * @return count, over all proposals and frames
     */
    public long touchedPoints() {
        return touchedPoints;
    }

    /**
     * Pillars with points that were looked into.
     *
     * @return count, over all proposals and frames
     */
    public long touchedVoxels() {
        return touchedVoxels;
    }

    /**
     * Distances that a search without pillars computes: points of the window times proposals.
     *
     * @return count
     */
    public long allPoints() {
        return allPoints;
    }

    /**
     * Pillars of earlier frames that were there already.
     *
     * @return count
     */
    public long reusedVoxels() {
        return reusedVoxels;
    }

    /**
     * Points of earlier frames that were not sorted again.
     *
     * @return count
     */
    public long reusedPoints() {
        return reusedPoints;
    }
}
