package io.millrace.kernels.csi.wire;

/**
 * The arrangements of training fields in the driver's buffer, one per row of the ESP-IDF tables.
 *
 * <p>Block lengths are sub-carriers. "None", "below" and "above" are the place of the secondary channel: with one, even a
 * 20-MHz block is indexed in 40-MHz units, 0..63 or -64..-1, and lies centred around the primary channel.
 *
 * @see <a href="https://github.com/espressif/esp-idf/blob/master/docs/en/api-guides/wifi-driver/wifi-vendor-features.rst">
 *     ESP-IDF, Wi-Fi vendor features, channel state information</a>
 */
public enum LayoutId {
    /** No arrangement is known for the count; nothing can be mapped. */
    UNKNOWN,
    /** Values already filtered by a closed library (esp-radar): which sub-carriers remain is not told. */
    FILTERED,
    /** No secondary channel, legacy field only: 64. */
    NONE_LLTF,
    /** No secondary channel, HT 20 MHz: 64 + 64. */
    NONE_HT20,
    /** No secondary channel, HT 20 MHz with space-time coding: 64 + 64 + 64. */
    NONE_HT20_STBC,
    /** Secondary channel below, legacy field only: 64. */
    BELOW_LLTF,
    /** Secondary channel below, HT 20 MHz: 64 + 64. */
    BELOW_HT20,
    /** Secondary channel below, HT 20 MHz with space-time coding: 64 + 63 + 63. */
    BELOW_HT20_STBC,
    /** Secondary channel below, HT 40 MHz: 64 + 128. */
    BELOW_HT40,
    /** Secondary channel below, HT 40 MHz with space-time coding: 64 + 121 + 121. */
    BELOW_HT40_STBC,
    /** Secondary channel above, legacy field only: 64. */
    ABOVE_LLTF,
    /** Secondary channel above, HT 20 MHz: 64 + 64. */
    ABOVE_HT20,
    /** Secondary channel above, HT 20 MHz with space-time coding: 64 + 62 + 62. */
    ABOVE_HT20_STBC,
    /** Secondary channel above, HT 40 MHz: 64 + 128. */
    ABOVE_HT40,
    /** Secondary channel above, HT 40 MHz with space-time coding: 64 + 121 + 121. */
    ABOVE_HT40_STBC,
    /** HT 40 MHz with the legacy field switched off: 128. */
    HT40_ONLY,
    /** One space-time coded HT 40 MHz field, others switched off, padded to four bytes: 122, the last invalid. */
    HT40_STBC_ONLY,
    /** C5 and C6 (or any sender that omits guards), non-HT: 53. */
    C5_LLTF,
    /** C5 and C6, HT or VHT 20 MHz: 57. */
    C5_HT20,
    /** C5 and C6, HT 20 MHz with space-time coding: 57 + 57. */
    C5_HT20_STBC,
    /** C5 and C6, HT 40 MHz: 117. */
    C5_HT40,
    /** C5 and C6, HT 40 MHz with space-time coding: 117 + 117. */
    C5_HT40_STBC,
    /** C5 and C6, HE 20 MHz: 245. */
    C5_HE20,
    /** Whole transforms without further word, 20 MHz: 64, the legacy field if more follow. */
    RAW_64,
    /** Whole transforms without further word, 20 MHz: 64 + 64. */
    RAW_64_64,
    /** Whole transforms without further word, 20 MHz: 64 + 64 + 64. */
    RAW_64_64_64,
    /** A whole transform without further word, 40 MHz: 128. */
    RAW_128,
    /** Whole transforms without further word, 20 and 40 MHz: 64 + 128. */
    RAW_64_128,
    /** A whole transform without further word, HE 20 MHz: 256. */
    RAW_256
}
