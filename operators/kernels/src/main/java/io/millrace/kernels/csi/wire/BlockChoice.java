package io.millrace.kernels.csi.wire;

/** Which training field of a packet goes onto the grid. */
public enum BlockChoice {
    /** The first block whose bandwidth is the grid's, so the legacy field of a 20-MHz grid where there is one. */
    AUTO,
    /** The legacy field. */
    LLTF,
    /** The high-throughput field. */
    HT_LTF,
    /** The second high-throughput field of a space-time coded packet. */
    STBC_HT_LTF;

    boolean admits(LtfBlock block) {
        return this == AUTO || name().equals(block.name());
    }
}
