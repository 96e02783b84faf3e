package io.millrace.kernels.pointcloud;

/**
 * Turns the ranges of a scan into points in the sensor's frame, in metres.
 *
 * <p>With n the distance from the LiDAR's to the beams' origin, W columns a turn, column m, range r:
 * <pre>
 * e = 2 pi (1 - m / W)     a = -azimuth of the beam     f = altitude of the beam
 * x = (r - n) cos(e + a) cos f + n cos e
 * y = (r - n) sin(e + a) cos f + n sin e
 * z = (r - n) sin f
 * </pre>
 * then the transform from LiDAR to sensor. Sine and cosine of e + a are put together from tables of e and of a, so that
 * the tables stay in the cache (2 W + 6 beams numbers instead of 6 for each place of a scan).
 *
 * @see <a href="https://static.ouster.dev/sensor-docs/">Ouster sensor documentation, lidar range to XYZ</a>
 */
public final class OusterProjection {

    /** Numbers of a point: x, y, z in m, reflectivity 0..255, time after the scan's first column in s. */
    public static final int FIELDS = 5;

    private static final double METRES = 1e-3;

    private final OusterSensor sensor;
    private final double[] cosColumn;
    private final double[] sinColumn;
    private final double[] cosAzimuth;
    private final double[] sinAzimuth;
    private final double[] cosAltitude;
    private final double[] sinAltitude;

    /**
     * Makes the tables.
     *
     * @param sensor whose scans
     */
    public OusterProjection(OusterSensor sensor) {
        this.sensor = sensor;
        this.cosColumn = new double[sensor.columnsPerFrame];
        this.sinColumn = new double[sensor.columnsPerFrame];
        for (int m = 0; m < sensor.columnsPerFrame; m++) {
            double angle = 2 * Math.PI * (1 - m / (double) sensor.columnsPerFrame);
            cosColumn[m] = Math.cos(angle);
            sinColumn[m] = Math.sin(angle);
        }
        this.cosAzimuth = new double[sensor.beams];
        this.sinAzimuth = new double[sensor.beams];
        this.cosAltitude = new double[sensor.beams];
        this.sinAltitude = new double[sensor.beams];
        for (int beam = 0; beam < sensor.beams; beam++) {
            cosAzimuth[beam] = Math.cos(-sensor.azimuthRadians[beam]);
            sinAzimuth[beam] = Math.sin(-sensor.azimuthRadians[beam]);
            cosAltitude[beam] = Math.cos(sensor.altitudeRadians[beam]);
            sinAltitude[beam] = Math.sin(sensor.altitudeRadians[beam]);
        }
    }

    /**
     * Projects a scan.
     *
     * @param scan the scan
     * @param points gets {@value #FIELDS} numbers for each place where something came back, beam by beam; as long as
     *     {@link OusterScan#returns} asks for
     */
    public void project(OusterScan scan, float[] points) {
        double[] t = sensor.toSensor;
        double n = sensor.beamOriginMm;
        long first = scan.firstNanos();
        int at = 0;
        for (int beam = 0; beam < sensor.beams; beam++) {
            int[] ranges = scan.rangeMm[beam];
            byte[] reflectivity = scan.reflectivity[beam];
            double cosA = cosAzimuth[beam];
            double sinA = sinAzimuth[beam];
            double flat = cosAltitude[beam];
            double up = sinAltitude[beam];
            for (int m = 0; m < ranges.length; m++) {
                if (ranges[m] == 0) {
                    continue;
                }
                double r = ranges[m] - n;
                double cosE = cosColumn[m];
                double sinE = sinColumn[m];
                double x = r * flat * (cosE * cosA - sinE * sinA) + n * cosE;
                double y = r * flat * (sinE * cosA + cosE * sinA) + n * sinE;
                double z = r * up;
                points[at] = (float) (METRES * (t[0] * x + t[1] * y + t[2] * z + t[3]));
                points[at + 1] = (float) (METRES * (t[4] * x + t[5] * y + t[6] * z + t[7]));
                points[at + 2] = (float) (METRES * (t[8] * x + t[9] * y + t[10] * z + t[11]));
                points[at + 3] = reflectivity[m] & 0xff;
                points[at + 4] = (float) (1e-9 * (scan.columnNanos[m] - first));
                at += FIELDS;
            }
        }
    }

    /**
     * Lays the ranges of a scan out as a picture in which a column is one direction.
     *
     * @param scan the scan
     * @param image gets beams x columns numbers in m, 0 where nothing came back
     */
    public void image(OusterScan scan, float[] image) {
        int columns = sensor.columnsPerFrame;
        for (int beam = 0; beam < sensor.beams; beam++) {
            int[] ranges = scan.rangeMm[beam];
            int shift = sensor.pixelShift[beam];
            for (int m = 0; m < columns; m++) {
                image[beam * columns + Math.floorMod(m + shift, columns)] = (float) (METRES * ranges[m]);
            }
        }
    }
}
