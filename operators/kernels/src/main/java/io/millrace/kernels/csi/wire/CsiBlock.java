package io.millrace.kernels.csi.wire;

/**
 * One training field within a packet: where it lies and which sub-carrier each of its positions is.
 *
 * @param field the training field
 * @param start its first position in the packet, in sub-carriers
 * @param length its number of sub-carriers
 * @param tableOrder the order the table gives: {@link CsiOrder#FFT}, {@link CsiOrder#CENTRED}, or {@link CsiOrder#AUTO}
 *     where no table speaks
 * @param firstIndex the sub-carrier index of the first position when centred, from the block's own centre
 * @param centre the block's centre in sub-carriers of the bonded 40-MHz channel: 32 with the secondary channel below, -32
 *     above, 0 with none or for a 40-MHz block
 */
public record CsiBlock(LtfBlock field, int start, int length, CsiOrder tableOrder, int firstIndex, int centre) {

    /**
     * Returns the narrowest grid that holds the block.
     *
     * @return the grid with the block's bandwidth and sub-carrier spacing
     */
    public CsiGrid grid() {
        return field == LtfBlock.HE_LTF ? CsiGrid.HE20 : length > 64 ? CsiGrid.HT40 : CsiGrid.HT20;
    }

    /**
     * Returns the sub-carrier index of a position, from the block's own centre.
     *
     * @param position the position in the block, 0..length-1
     * @param order {@link CsiOrder#FFT}, or any other for centred
     * @return the signed index
     */
    public int index(int position, CsiOrder order) {
        if (order == CsiOrder.FFT) {
            return position <= (length - 1) / 2 ? position : position - length;
        }
        return position + firstIndex;
    }

    /**
     * Returns the sub-carrier index of a position as the table prints it, in sub-carriers of the bonded channel.
     *
     * @param position the position in the block, 0..length-1
     * @return the signed index from the centre of the bonded channel
     */
    public int tableIndex(int position) {
        return index(position, tableOrder) + centre;
    }

    /**
     * Returns whether 802.11 puts energy on a sub-carrier of this block.
     *
     * @param index the signed index from the block's own centre
     * @return false for guards and DC carriers
     */
    public boolean isUsable(int index) {
        int distance = Math.abs(index);
        return switch (grid()) {
            case HE20 -> distance >= 2 && distance <= 122;
            case HT40 -> distance >= 2 && distance <= 58;
            case HT20 -> distance >= 1 && distance <= (field == LtfBlock.LLTF ? 26 : 28);
        };
    }

    /**
     * Returns whether a sub-carrier is a sure null, which leaves out the first guards beside the tones: those leak.
     *
     * <p>Blocks with guards are judged by the guards alone: in a legacy field indexed in 40-MHz units the DC carrier is not
     * zero. Blocks without guards have nothing but the DC carriers to be judged by.
     */
    boolean isNull(int index) {
        int distance = Math.abs(index);
        return switch (length) {
            case 53, 57 -> distance == 0;
            case 117, 245 -> distance <= 1;
            default -> distance >= (grid() == CsiGrid.HE20 ? 124 : grid() == CsiGrid.HT40 ? 60 : 30);
        };
    }
}
