package io.millrace.kernels.csi.wire;

/** Canonical sub-carrier grids: every position is one FFT bin of the channel, lowest frequency first. */
public enum CsiGrid {
    /** 20 MHz, 64 positions, index -32..31 around the centre of the primary channel. */
    HT20(64),
    /** 40 MHz, 128 positions, index -64..63 around the centre of the bonded channel. */
    HT40(128),
    /** 20 MHz 802.11ax, 256 positions of a quarter of the spacing, index -128..127. */
    HE20(256);

    private final int size;

    CsiGrid(int size) {
        this.size = size;
    }

    /**
     * Returns the number of positions.
     *
     * @return 64, 128 or 256
     */
    public int size() {
        return size;
    }

    /**
     * Returns the sub-carrier index of the first position.
     *
     * @return minus half the size
     */
    public int firstIndex() {
        return -size / 2;
    }
}
