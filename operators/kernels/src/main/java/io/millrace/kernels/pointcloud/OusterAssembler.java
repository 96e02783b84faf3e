package io.millrace.kernels.pointcloud;

import io.millrace.kernels.KernelState;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Puts the packets of an Ouster sensor together to scans. A scan is finished when its last column is there, or when a packet
 * of a later turn comes; columns that never came stay empty and are counted.
 *
 * <p>One scan is being filled while the one finished last can be read. O(1) work for each beam of each packet.
 */
public final class OusterAssembler implements KernelState {

    /** What became of a packet. */
    public enum Result {
        /** Its columns are in a scan. */
        TAKEN,
        /** It has not the length that the metadata says. */
        WRONG_LENGTH,
        /** All that it holds was there already. */
        DUPLICATE,
        /** It belongs to a turn that is finished. */
        LATE,
        /** A column that the sensor cannot have. */
        BAD_COLUMN
    }

    private static final int NONE = -1;

    private final OusterSensor sensor;
    private OusterScan filling;
    private OusterScan finished;
    private int lastFrame = NONE;
    private boolean isFilling;
    private boolean hasFinished;
    private long missingColumns;
    private boolean hasPacketTime;
    private long packetNanos;

    /**
     * Makes an assembler.
     *
     * @param sensor whose packets
     */
    public OusterAssembler(OusterSensor sensor) {
        this.sensor = sensor;
        this.filling = new OusterScan(sensor);
        this.finished = new OusterScan(sensor);
    }

    /**
     * Takes a packet.
     *
     * @param packet a LiDAR packet, whole
     * @return what became of it
     */
    public Result take(byte[] packet) {
        hasFinished = false;
        hasPacketTime = false;
        if (packet.length != sensor.packetBytes()) {
            return Result.WRONG_LENGTH;
        }
        if (!columnsExist(packet)) {
            return Result.BAD_COLUMN;
        }
        int frame = sensor.profile.frame(packet);
        if (isFilling && frame != filling.frame) {
            if (!isAfter(frame, filling.frame)) {
                return Result.LATE;
            }
            finish();
        } else if (!isFilling && lastFrame != NONE && !isAfter(frame, lastFrame)) {
            return frame == lastFrame ? Result.DUPLICATE : Result.LATE;
        }
        if (!isFilling) {
            filling.begin(frame);
            isFilling = true;
        }
        int before = filling.columns;
        fill(packet);
        if (filling.columns == before && anyValid(packet)) {
            return Result.DUPLICATE;
        }
        if (filling.columns == sensor.windowColumns) {
            finish();
        }
        return Result.TAKEN;
    }

    /**
     * The scan that the last packet finished.
     *
     * @return the scan, valid until the next one is finished, or null if none was
     */
    public @Nullable OusterScan finished() {
        return hasFinished ? finished : null;
    }

    /**
     * Finishes the scan that is being filled, because no further packet will come.
     *
     * @return the scan as far as it came, or null if none was begun
     */
    public @Nullable OusterScan flush() {
        hasFinished = false;
        if (isFilling) {
            finish();
        }
        return finished();
    }

    /**
     * Whether the last packet brought a column.
     *
     * @return true if {@link #packetNanos} is its time
     */
    public boolean hasPacketTime() {
        return hasPacketTime;
    }

    /**
     * When the last column that the last packet brought was measured.
     *
     * @return ns of the sensor's clock
     */
    public long packetNanos() {
        return packetNanos;
    }

    /**
     * Columns that scans finished so far lack.
     *
     * @return count since the start
     */
    public long missingColumns() {
        return missingColumns;
    }

    private boolean columnsExist(byte[] packet) {
        for (int i = 0; i < sensor.columnsPerPacket; i++) {
            int at = sensor.profile.columnAt(i, sensor.beams);
            if (Bytes.u16(packet, at + 8) >= sensor.columnsPerFrame
                    && sensor.profile.isValid(packet, at, sensor.beams)) {
                return false;
            }
        }
        return true;
    }

    private boolean anyValid(byte[] packet) {
        for (int i = 0; i < sensor.columnsPerPacket; i++) {
            if (sensor.profile.isValid(packet, sensor.profile.columnAt(i, sensor.beams), sensor.beams)) {
                return true;
            }
        }
        return false;
    }

    private void fill(byte[] packet) {
        for (int i = 0; i < sensor.columnsPerPacket; i++) {
            int at = sensor.profile.columnAt(i, sensor.beams);
            int column = Bytes.u16(packet, at + 8);
            if (!sensor.profile.isValid(packet, at, sensor.beams) || filling.columnValid[column]) {
                continue;
            }
            filling.columnValid[column] = true;
            packetNanos = Bytes.i64(packet, at);
            hasPacketTime = true;
            filling.columnNanos[column] = packetNanos;
            filling.columns++;
            for (int beam = 0; beam < sensor.beams; beam++) {
                int beamAt = sensor.profile.beamAt(at, beam);
                filling.rangeMm[beam][column] = sensor.profile.rangeMm(packet, beamAt);
                filling.reflectivity[beam][column] = (byte) sensor.profile.reflectivity(packet, beamAt);
            }
        }
    }

    private void finish() {
        missingColumns += Math.max(0, sensor.windowColumns - filling.columns);
        OusterScan spare = finished;
        finished = filling;
        filling = spare;
        lastFrame = finished.frame;
        isFilling = false;
        hasFinished = true;
    }

    /** Turns are counted modulo 2^16; what is less than half of that ahead is later. */
    private static boolean isAfter(int frame, int other) {
        return (short) (frame - other) > 0;
    }

    @Override
    public long stateBytes() {
        return 2L * sensor.columnsPerFrame * (sensor.beams * 5L + 9);
    }

    @Override
    public void reset() {
        lastFrame = NONE;
        isFilling = false;
        hasFinished = false;
        missingColumns = 0;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeInt(lastFrame);
        out.writeLong(missingColumns);
        out.writeBoolean(isFilling);
        if (isFilling) {
            filling.save(out);
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        reset();
        lastFrame = in.readInt();
        missingColumns = in.readLong();
        isFilling = in.readBoolean();
        if (isFilling) {
            filling.load(in);
        }
    }
}
