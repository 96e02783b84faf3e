package io.millrace.kernels.pointcloud;

import io.millrace.kernels.Require;

/**
 * What the metadata of an Ouster sensor says: the form of its packets and where its beams look. Immutable; made by
 * {@link Builder}.
 */
public final class OusterSensor {

    private static final int MAX_COLUMNS = 4096;
    private static final int MAX_BEAMS = 128;

    final OusterProfile profile;
    final int columnsPerFrame;
    final int columnsPerPacket;
    final int beams;
    final int firstColumn;
    final int windowColumns;
    final double[] altitudeRadians;
    final double[] azimuthRadians;
    final int[] pixelShift;
    final double beamOriginMm;
    final double[] toSensor;

    private OusterSensor(Builder from) {
        this.profile = from.profile;
        this.columnsPerFrame = Require.inRange("columnsPerFrame", from.columnsPerFrame, 2, MAX_COLUMNS);
        this.columnsPerPacket = Require.inRange("columnsPerPacket", from.columnsPerPacket, 1, from.columnsPerFrame / 2);
        this.beams = Require.inRange("beams", from.altitudesDegrees.length, 1, MAX_BEAMS);
        Require.inRange("azimuths", from.azimuthsDegrees.length, beams, beams);
        Require.inRange("pixelShifts", from.pixelShift.length, beams, beams);
        Require.inRange("transform", from.toSensor.length, 16, 16);
        this.firstColumn = Require.inRange("firstColumn", from.firstColumn, 0, columnsPerFrame - 1);
        int lastColumn = from.lastColumn < 0 ? columnsPerFrame - 1 : from.lastColumn;
        Require.inRange("lastColumn", lastColumn, 0, columnsPerFrame - 1);
        this.windowColumns = Math.floorMod(lastColumn - firstColumn, columnsPerFrame) + 1;
        this.altitudeRadians = radians(from.altitudesDegrees);
        this.azimuthRadians = radians(from.azimuthsDegrees);
        this.pixelShift = from.pixelShift.clone();
        this.beamOriginMm = from.beamOriginMm;
        this.toSensor = from.toSensor.clone();
    }

    /**
     * Columns of a full turn.
     *
     * @return 512, 1024 or 2048 for real sensors
     */
    public int columnsPerFrame() {
        return columnsPerFrame;
    }

    /**
     * Beams, which are the rows of a scan.
     *
     * @return 1..128
     */
    public int beams() {
        return beams;
    }

    /**
     * Length of every LiDAR packet.
     *
     * @return bytes
     */
    public int packetBytes() {
        return profile.packetBytes(columnsPerPacket, beams);
    }

    /**
     * How far a row is turned against the others, for laying rows of one direction above each other.
     *
     * @param beam 0-based row
     * @return columns
     */
    public int pixelShift(int beam) {
        return pixelShift[beam];
    }

    private static double[] radians(double[] degrees) {
        double[] radians = new double[degrees.length];
        for (int i = 0; i < degrees.length; i++) {
            radians[i] = Math.toRadians(degrees[i]);
        }
        return radians;
    }

    /** Takes the fields of the metadata one by one. */
    public static final class Builder {

        private OusterProfile profile = OusterProfile.LEGACY;
        private int columnsPerFrame = 1024;
        private int columnsPerPacket = 16;
        private int firstColumn;
        private int lastColumn = -1;
        private double[] altitudesDegrees = {};
        private double[] azimuthsDegrees = {};
        private int[] pixelShift = {};
        private double beamOriginMm;
        private double[] toSensor = {};

        /** Makes a builder of a LEGACY sensor with 1024 columns and no beams. */
        public Builder() {}

        /**
         * Form of the packets.
         *
         * @param value {@code udp_profile_lidar}
         * @param perFrame {@code columns_per_frame}
         * @param perPacket {@code columns_per_packet}
         * @return this
         */
        public Builder format(OusterProfile value, int perFrame, int perPacket) {
            profile = value;
            columnsPerFrame = perFrame;
            columnsPerPacket = perPacket;
            return this;
        }

        /**
         * The part of a turn that is measured.
         *
         * @param first first of {@code column_window}
         * @param last second of {@code column_window}, may be smaller than the first
         * @return this
         */
        public Builder window(int first, int last) {
            firstColumn = first;
            lastColumn = last;
            return this;
        }

        /**
         * Where the beams look.
         *
         * @param altitudes {@code beam_altitude_angles}, degrees, one for each beam
         * @param azimuths {@code beam_azimuth_angles}, degrees
         * @param shift {@code pixel_shift_by_row}, columns
         * @param originMm {@code lidar_origin_to_beam_origin_mm}
         * @return this
         */
        public Builder beams(double[] altitudes, double[] azimuths, int[] shift, double originMm) {
            altitudesDegrees = altitudes;
            azimuthsDegrees = azimuths;
            pixelShift = shift;
            beamOriginMm = originMm;
            return this;
        }

        /**
         * Where the LiDAR sits in the sensor's frame.
         *
         * @param matrix {@code lidar_to_sensor_transform}: 16 numbers, row-major, in mm
         * @return this
         */
        public Builder toSensor(double[] matrix) {
            toSensor = matrix;
            return this;
        }

        /**
         * Makes the sensor.
         *
         * @return the sensor
         * @throws IllegalArgumentException if counts do not fit each other or are out of range
         */
        public OusterSensor build() {
            return new OusterSensor(this);
        }
    }
}
