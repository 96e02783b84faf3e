package io.millrace.kernels.pointcloud;

import org.jspecify.annotations.Nullable;

/**
 * How an Ouster sensor lays out its LiDAR packets. All numbers are little-endian.
 *
 * <pre>
 * packet   = packet header, columns, packet footer
 * column   = column header, a block for each beam, column footer
 * LEGACY   column header: time u64 ns | measurement u16 | frame u16 | encoder u32;  column footer: status u32
 * others   packet header: type u16 | frame u16 | 28 bytes;  column header: time u64 ns | measurement u16 | status u16
 * </pre>
 *
 * @see <a href="https://static.ouster.dev/sensor-docs/">Ouster sensor documentation, lidar data packet format</a>
 */
public enum OusterProfile {
    /** Range 20 bit in mm, reflectivity, signal and near infrared 16 bit each. */
    LEGACY(0, 16, 12, 4, 0),
    /** The strongest return: range 19 bit in mm, reflectivity 8 bit, signal and near infrared 16 bit. */
    RNG19_RFL8_SIG16_NIR16(32, 12, 12, 0, 32),
    /** The two strongest returns; the first is taken. */
    RNG19_RFL8_SIG16_NIR16_DUAL(32, 12, 16, 0, 32),
    /** The low data rate: range 15 bit in 8 mm, reflectivity and near infrared 8 bit. */
    RNG15_RFL8_NIR8(32, 12, 4, 0, 32);

    private final int packetHeaderBytes;
    private final int columnHeaderBytes;
    private final int beamBytes;
    private final int columnFooterBytes;
    private final int packetFooterBytes;

    OusterProfile(int packetHeader, int columnHeader, int beam, int columnFooter, int packetFooter) {
        this.packetHeaderBytes = packetHeader;
        this.columnHeaderBytes = columnHeader;
        this.beamBytes = beam;
        this.columnFooterBytes = columnFooter;
        this.packetFooterBytes = packetFooter;
    }

    /**
     * The profile that a sensor's metadata names.
     *
     * @param name {@code udp_profile_lidar} of the metadata
     * @return the profile, or null if it is none of these
     */
    public static @Nullable OusterProfile named(String name) {
        for (OusterProfile profile : values()) {
            if (profile.name().equals(name)) {
                return profile;
            }
        }
        return null;
    }

    int packetBytes(int columns, int beams) {
        return packetHeaderBytes + columns * columnBytes(beams) + packetFooterBytes;
    }

    int columnAt(int column, int beams) {
        return packetHeaderBytes + column * columnBytes(beams);
    }

    int beamAt(int columnAt, int beam) {
        return columnAt + columnHeaderBytes + beam * beamBytes;
    }

    int frame(byte[] packet) {
        return this == LEGACY ? Bytes.u16(packet, 10) : Bytes.u16(packet, 2);
    }

    boolean isValid(byte[] packet, int columnAt, int beams) {
        return this == LEGACY
                ? Bytes.i32(packet, beamAt(columnAt, beams)) == -1
                : (Bytes.u16(packet, columnAt + 10) & 1) != 0;
    }

    int rangeMm(byte[] packet, int at) {
        return switch (this) {
            case LEGACY -> Bytes.i32(packet, at) & 0xfffff;
            case RNG19_RFL8_SIG16_NIR16, RNG19_RFL8_SIG16_NIR16_DUAL -> Bytes.i32(packet, at) & 0x7ffff;
            case RNG15_RFL8_NIR8 -> (Bytes.u16(packet, at) & 0x7fff) << 3;
        };
    }

    int reflectivity(byte[] packet, int at) {
        return switch (this) {
            case LEGACY -> Bytes.u16(packet, at + 4) & 0xff;
            case RNG19_RFL8_SIG16_NIR16, RNG19_RFL8_SIG16_NIR16_DUAL -> packet[at + 3] & 0xff;
            case RNG15_RFL8_NIR8 -> packet[at + 2] & 0xff;
        };
    }

    private int columnBytes(int beams) {
        return columnHeaderBytes + beams * beamBytes + columnFooterBytes;
    }
}
