package io.millrace.kernels.pointcloud;

/** What the numbers of a proposal are. */
public enum ProposalForm {
    /** A box of {@link CellClusters}, which is not known to move. */
    BOX(CellClusters.BOX_FIELDS, 0, -1),
    /** A track of {@link BoxTracker}, with its velocity. */
    TRACK(BoxTracker.TRACK_FIELDS, 1, 8);

    private final int fields;
    private final int centre;
    private final int velocity;

    ProposalForm(int fields, int centre, int velocity) {
        this.fields = fields;
        this.centre = centre;
        this.velocity = velocity;
    }

    /**
     * Numbers of a proposal.
     *
     * @return count
     */
    public int fields() {
        return fields;
    }

    /** Where the centre is, before size and yaw. */
    int centre() {
        return centre;
    }

    /**
     * Velocity along x.
     *
     * @param proposals rows of numbers
     * @param proposal 0-based row
     * @return m/s
     */
    public float velocityX(float[] proposals, int proposal) {
        return velocity < 0 ? 0 : proposals[proposal * fields + velocity];
    }

    /**
     * Velocity along y.
     *
     * @param proposals rows of numbers
     * @param proposal 0-based row
     * @return m/s
     */
    public float velocityY(float[] proposals, int proposal) {
        return velocity < 0 ? 0 : proposals[proposal * fields + velocity + 1];
    }
}
