package io.millrace.profiles;

/**
 * How many sub-carriers a CSI sensor gives for one kind of packet, field by field; two signed bytes each, imaginary
 * part first.
 *
 * @param secondary place of the secondary channel: {@code none}, {@code above} or {@code below}
 * @param format of the packet: {@code non-ht}, {@code ht} or {@code he}; VHT packets are like HT
 * @param bandwidthMhz of the packet, MHz: 20 or 40
 * @param stbc whether the packet has space-time block coding
 * @param lltf sub-carriers of the legacy field, 0 if it is not given
 * @param ltf sub-carriers of the HT, VHT or HE field, 0 if it is not given
 * @param stbcLtf sub-carriers of the second such field, 0 if it is not given
 * @param bytes of the whole buffer
 */
public record CsiLayout(
        String secondary, String format, int bandwidthMhz, boolean stbc, int lltf, int ltf, int stbcLtf, int bytes) {

    static final int BYTES_PER_SUBCARRIER = 2;

    /**
     * The kind of packet in words.
     *
     * @return {@code secondary none, ht 20 MHz}, with {@code stbc} if it has it
     */
    public String packet() {
        return "secondary " + secondary + ", " + format + " " + bandwidthMhz + " MHz" + (stbc ? ", stbc" : "");
    }

    boolean isFor(String otherSecondary, String otherFormat, int otherBandwidthMhz, boolean otherStbc) {
        return secondary.equals(otherSecondary)
                && format.equals(otherFormat)
                && bandwidthMhz == otherBandwidthMhz
                && stbc == otherStbc;
    }
}
