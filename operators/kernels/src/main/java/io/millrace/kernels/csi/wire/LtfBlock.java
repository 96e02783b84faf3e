package io.millrace.kernels.csi.wire;

/** The training fields that a packet's channel estimates can come from. */
public enum LtfBlock {
    /** Legacy long training field, 52 tones in 20 MHz. */
    LLTF,
    /** High-throughput training field (also VHT), 56 tones in 20 MHz, 114 in 40 MHz. */
    HT_LTF,
    /** Second high-throughput training field of a space-time coded packet. */
    STBC_HT_LTF,
    /** High-efficiency training field, 242 tones in 20 MHz. */
    HE_LTF
}
