package io.millrace.operators.pointcloud;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntBinaryOperator;

/** Packets of a small sensor: 4 beams, 32 columns a turn, 8 a packet. */
final class OusterPackets {

    static final int BEAMS = 4;
    static final int COLUMNS = 32;
    static final int PER_PACKET = 8;
    static final long COLUMN_NANOS = 1_000_000;

    private OusterPackets() {}

    static String metadata(String profile) {
        return """
                { "lidar_mode": "32x10",
                  "data_format": {
                    "columns_per_frame": 32, "columns_per_packet": 8, "pixels_per_column": 4,
                    "column_window": [0, 31], "pixel_shift_by_row": [2, 0, -1, 0], "udp_profile_lidar": "%s" },
                  "beam_intrinsics": {
                    "beam_altitude_angles": [10, 5, -5, -10.5], "beam_azimuth_angles": [4, -4, 4, -4],
                    "lidar_origin_to_beam_origin_mm": 15 },
                  "lidar_intrinsics": { "lidar_to_sensor_transform":
                    [[-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 1, 36], [0, 0, 0, 1]] } }
                """.formatted(profile);
    }

    /** The packet of a turn that holds its n-th eight columns, in the low data rate. */
    static byte[] low(int turn, int packet, IntBinaryOperator rangeMm) {
        ByteBuffer out =
                ByteBuffer.allocate(32 + PER_PACKET * (12 + 4 * BEAMS) + 32).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 1).putShort((short) turn).position(32);
        for (int i = 0; i < PER_PACKET; i++) {
            int column = packet * PER_PACKET + i;
            out.putLong((turn * (long) COLUMNS + column) * COLUMN_NANOS)
                    .putShort((short) column)
                    .putShort((short) 1);
            for (int beam = 0; beam < BEAMS; beam++) {
                out.putShort((short) (rangeMm.applyAsInt(beam, column) >> 3))
                        .put((byte) (10 * beam + i))
                        .put((byte) 77);
            }
        }
        return out.array();
    }

    /** The same with 19 bits of range. */
    static byte[] single(int turn, int packet, IntBinaryOperator rangeMm) {
        ByteBuffer out =
                ByteBuffer.allocate(32 + PER_PACKET * (12 + 12 * BEAMS) + 32).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 1).putShort((short) turn).position(32);
        for (int i = 0; i < PER_PACKET; i++) {
            int column = packet * PER_PACKET + i;
            out.putLong((turn * (long) COLUMNS + column) * COLUMN_NANOS)
                    .putShort((short) column)
                    .putShort((short) 1);
            for (int beam = 0; beam < BEAMS; beam++) {
                int reserved = 0x1f << 19; // whoever does not mask it reads nonsense
                out.putInt(rangeMm.applyAsInt(beam, column) | reserved | (10 * beam + i) << 24)
                        .putInt(0x01020304)
                        .putInt(0);
            }
        }
        return out.array();
    }

    /** The same as before firmware 2.0. */
    static byte[] legacy(int turn, int packet, IntBinaryOperator rangeMm) {
        ByteBuffer out = ByteBuffer.allocate(PER_PACKET * (16 + 12 * BEAMS + 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < PER_PACKET; i++) {
            int column = packet * PER_PACKET + i;
            out.putLong((turn * (long) COLUMNS + column) * COLUMN_NANOS)
                    .putShort((short) column)
                    .putShort((short) turn)
                    .putInt(88 * column);
            for (int beam = 0; beam < BEAMS; beam++) {
                out.putInt(rangeMm.applyAsInt(beam, column) | 0xfff << 20)
                        .putShort((short) (10 * beam + i))
                        .putShort((short) 5)
                        .putInt(0);
            }
            out.putInt(-1);
        }
        return out.array();
    }
}
