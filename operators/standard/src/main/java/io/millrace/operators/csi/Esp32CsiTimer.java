package io.millrace.operators.csi;

import io.millrace.api.operator.RecordTimer;
import io.millrace.kernels.csi.wire.CsiField;
import io.millrace.kernels.csi.wire.CsiPacket;
import io.millrace.kernels.csi.wire.CsiParser;
import io.millrace.kernels.csi.wire.ParseResult;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the chips' timestamps of a recording. A clock that is seen first, or that began anew, continues where the recording
 * stands: nothing in a record tells how long a restart took.
 */
final class Esp32CsiTimer implements RecordTimer {

    private final CsiParser parser = new CsiParser();
    private final CsiPacket packet = new CsiPacket();
    private final Map<Long, SensorClock> clocks = new HashMap<>();
    private final int senderLimit;
    private long latestNanos;

    Esp32CsiTimer(int senderLimit) {
        this.senderLimit = senderLimit;
    }

    @Override
    public long timeNanos(byte[] data, int length) {
        if (parser.parse(data, 0, length, packet) != ParseResult.OK || !packet.has(CsiField.LOCAL_TIMESTAMP)) {
            return UNKNOWN;
        }
        Long key = CsiSender.key(packet);
        SensorClock clock = clocks.get(key);
        if (clock == null) {
            if (clocks.size() == senderLimit) {
                return UNKNOWN;
            }
            clock = new SensorClock(false);
            clocks.put(key, clock);
        }
        long nanos = clock.nanos(packet.localTimestampMicros(), latestNanos);
        latestNanos = Math.max(latestNanos, nanos);
        return nanos;
    }
}
