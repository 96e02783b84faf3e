package io.millrace.api.device;

/**
 * The link over which a device hears and is heard.
 *
 * @param link what it is, in a word: {@code ethernet}, {@code wifi-5}
 * @param bitsPerSecond what it carries in one direction at most, bit/s
 * @param mtuBytes longest IP packet, 68..65535 bytes
 */
public record Network(String link, long bitsPerSecond, int mtuBytes) {

    /** Smallest packet that every IPv4 link carries whole: RFC 791, section 3.2. */
    public static final int MIN_MTU_BYTES = 68;

    /** Longest IPv4 packet: RFC 791, section 3.1. */
    public static final int MAX_MTU_BYTES = 65_535;

    /** IPv4 header without options, and a UDP header: RFC 791, RFC 768. */
    private static final int HEADER_BYTES = 28;

    /**
     * Checks ranges.
     *
     * @param link what it is
     * @param bitsPerSecond more than 0
     * @param mtuBytes 68..65535
     * @throws IllegalArgumentException if a figure is out of range
     */
    public Network {
        if (bitsPerSecond < 1 || mtuBytes < MIN_MTU_BYTES || mtuBytes > MAX_MTU_BYTES) {
            throw new IllegalArgumentException("network out of range: link=" + link + ", bitsPerSecond="
                    + bitsPerSecond + ", mtuBytes=" + mtuBytes + " (expected more than 0, and " + MIN_MTU_BYTES + ".."
                    + MAX_MTU_BYTES + ")");
        }
    }

    /**
     * What a stream takes of the link at least: its bytes, and the headers of as few packets as can carry them. What the
     * layer below IP adds is not counted.
     *
     * @param bytesPerSecond payload, bytes a second
     * @param recordsPerSecond records a second, each in packets of its own; 0 if records share packets
     * @return bit/s
     */
    public double load(double bytesPerSecond, double recordsPerSecond) {
        double packets = Math.max(recordsPerSecond, bytesPerSecond / (mtuBytes - HEADER_BYTES));
        return 8 * (bytesPerSecond + packets * HEADER_BYTES);
    }
}
