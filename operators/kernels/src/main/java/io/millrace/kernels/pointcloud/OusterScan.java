package io.millrace.kernels.pointcloud;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** One turn of the sensor, as it was measured: rows are beams, columns are directions in order of time. */
public final class OusterScan {

    final int[][] rangeMm;
    final byte[][] reflectivity;
    final long[] columnNanos;
    final boolean[] columnValid;
    int frame;
    int columns;

    OusterScan(OusterSensor sensor) {
        this.rangeMm = new int[sensor.beams][sensor.columnsPerFrame];
        this.reflectivity = new byte[sensor.beams][sensor.columnsPerFrame];
        this.columnNanos = new long[sensor.columnsPerFrame];
        this.columnValid = new boolean[sensor.columnsPerFrame];
    }

    /**
     * Number of the turn, as the sensor counts.
     *
     * @return 0..65535, beginning anew after that
     */
    public int frame() {
        return frame;
    }

    /**
     * Columns that have arrived and are valid.
     *
     * @return count
     */
    public int columns() {
        return columns;
    }

    /**
     * Ranges of a beam, to be read only.
     *
     * @param beam 0-based row
     * @return range of each column in mm, 0 where nothing came back
     */
    public int[] rangeMm(int beam) {
        return rangeMm[beam];
    }

    /**
     * When the first valid column was measured.
     *
     * @return ns of the sensor's clock, 0 without columns
     */
    public long firstNanos() {
        for (int column = 0; column < columnValid.length; column++) {
            if (columnValid[column]) {
                return columnNanos[column];
            }
        }
        return 0;
    }

    /**
     * When the last valid column was measured.
     *
     * @return ns of the sensor's clock, 0 without columns
     */
    public long lastNanos() {
        for (int column = columnValid.length - 1; column >= 0; column--) {
            if (columnValid[column]) {
                return columnNanos[column];
            }
        }
        return 0;
    }

    /**
     * Places where something came back.
     *
     * @return count
     */
    public int returns() {
        int count = 0;
        for (int[] row : rangeMm) {
            for (int range : row) {
                count += range > 0 ? 1 : 0;
            }
        }
        return count;
    }

    void begin(int number) {
        frame = number;
        columns = 0;
        Arrays.fill(columnValid, false);
        for (int[] row : rangeMm) {
            Arrays.fill(row, 0);
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(frame);
        for (int column = 0; column < columnValid.length; column++) {
            out.writeBoolean(columnValid[column]);
            if (columnValid[column]) {
                out.writeLong(columnNanos[column]);
                for (int beam = 0; beam < rangeMm.length; beam++) {
                    out.writeInt(rangeMm[beam][column]);
                    out.writeByte(reflectivity[beam][column]);
                }
            }
        }
    }

    void load(DataInput in) throws IOException {
        begin(in.readInt());
        for (int column = 0; column < columnValid.length; column++) {
            columnValid[column] = in.readBoolean();
            if (columnValid[column]) {
                columns++;
                columnNanos[column] = in.readLong();
                for (int beam = 0; beam < rangeMm.length; beam++) {
                    rangeMm[beam][column] = in.readInt();
                    reflectivity[beam][column] = in.readByte();
                }
            }
        }
    }
}
